import { describe, expect, test } from "vitest";
import { examinePictures } from "../../src/core/chat/pictures.ts";
import { readHello } from "../../src/core/gateway/hello.ts";
import {
  MAX_PICTURE_DATA,
  type PicturesTaken,
  usualPictureLimits,
} from "../../src/shared/picture/picture.ts";
import { readPicture } from "../../src/shared/picture/read-picture.ts";
import { pngOf, tiny } from "../support/pictures.ts";

const bytesOf = (data: string) => new Uint8Array(Buffer.from(data, "base64"));

describe("a picture is known by its bytes", () => {
  test.each(Object.entries(tiny))("%s", (type, data) => {
    expect(readPicture(bytesOf(data))).toBe(`image/${type}`);
    // Programs write more behind the end.
    expect(readPicture(new Uint8Array([...bytesOf(data), 0, 0]))).toBe(`image/${type}`);
  });

  test.each(Object.entries(tiny))("%s that ends anywhere before its end is no whole picture", (_, data) => {
    const bytes = bytesOf(data);
    const accepted = [...bytes.keys()].filter((end) => /^image/.test(readPicture(bytes.subarray(0, end))));
    // A GIF may do without its last byte.
    expect(accepted).toEqual(data === tiny.gif ? [bytes.length - 1] : []);
  });

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "empty"],
    ["a text", new TextEncoder().encode("PNG"), "not-a-picture"],
    ["an SVG", new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>"), "not-a-picture"],
    ["a sound in RIFF", new TextEncoder().encode("RIFF\u0004\0\0\0WAVEfmt "), "not-a-picture"],
    ["zeros", new Uint8Array(1_000), "not-a-picture"],
    ["a PNG without an area", bytesOf(tiny.png).fill(0, 16, 20), "broken"],
    ["a JPEG without a picture", new Uint8Array([0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0]), "broken"],
    [
      "a GIF without a picture",
      bytesOf(`${Buffer.from("GIF89a\0\0\0\0\0\0\0;").toString("base64")}`),
      "broken",
    ],
    ["fill bytes without end", new Uint8Array(100_000).fill(0xff).fill(0xd8, 1, 2), "broken"],
  ])("%s", (_, bytes, reading) => {
    expect(readPicture(bytes)).toBe(reading);
  });
});

describe("pictures go with a question", () => {
  const picture = (data: string, name = "a.png") => ({ name, data });
  const sized = (size: number) => picture(pngOf(size).toString("base64"));
  const limits: PicturesTaken = { each: 1_000, together: 2_500 };

  test.each<[string, readonly { name: string; data: string }[], PicturesTaken, object]>([
    ["too large", [sized(1_001)], limits, { problem: "too-large", name: "a.png", limit: 1_000 }],
    ["too large together", [1, 2, 3].map(() => sized(900)), limits, { problem: "too-much", limit: 2_500 }],
    ["too many", Array(11).fill(picture(tiny.png)), usualPictureLimits, { problem: "too-many", limit: 10 }],
    ["not taken by the gateway", [picture(tiny.png)], "none", { problem: "not-taken" }],
    ["empty", [picture(tiny.png), picture("", "b.png")], limits, { problem: "empty", name: "b.png" }],
    ["something else", [picture("AAAA", "x.png")], limits, { problem: "not-a-picture", name: "x.png" }],
    ["broken", [picture(pngOf(900).subarray(0, 800).toString("base64"))], limits, { problem: "broken" }],
    ["no base64", [picture(`${tiny.png.slice(0, -1)}!`)], limits, { problem: "broken" }],
  ])("unless they are %s", (_, pictures, taken, refusal) => {
    expect(examinePictures(pictures, taken)).toMatchObject({ ok: false, failure: refusal });
  });

  test("each as what it is, whatever it is called", () => {
    const examined = examinePictures([picture(tiny.jpeg, "a.png"), sized(1_000)], limits);
    expect(examined).toMatchObject({ ok: true, value: [{ type: "image/jpeg" }, { type: "image/png" }] });
    expect(examinePictures([], "none")).toEqual({ ok: true, value: [] });
  });

  test("up to the limit of a page's request", () => {
    const largest = pngOf(usualPictureLimits.each);
    expect(largest).toHaveLength(usualPictureLimits.each);
    const data = largest.toString("base64");
    expect(data).toHaveLength(MAX_PICTURE_DATA);
    expect(examinePictures([picture(data)], usualPictureLimits).ok).toBe(true);
  });
});

const room = 26_214_400;
test.each<[string, object, PicturesTaken]>([
  [
    "2026.9.6",
    { maxPayload: room, attachments: { maxBytes: 19_464_192, maxImageBytes: 6_291_456 } },
    usualPictureLimits,
  ],
  ["2026.6.11, which says nothing", { maxPayload: room }, usualPictureLimits],
  [
    "a strict administrator's",
    { maxPayload: room, attachments: { maxBytes: 1e6, maxImageBytes: 1e6 } },
    { each: 1e6, together: 1e6 },
  ],
  [
    "one that boasts",
    { maxPayload: 1_310_720, attachments: { maxBytes: 1e12, maxImageBytes: 1e12 } },
    { each: 786_432, together: 786_432 },
  ],
  [
    "one that talks nonsense",
    { maxPayload: room, attachments: { maxBytes: "much", maxImageBytes: -1 } },
    usualPictureLimits,
  ],
  ["one with no room for any", { maxPayload: 262_144 }, "none"],
])("the gateway's limits are those of its hello: %s", (_, policy, pictures) => {
  expect(readHello({ protocol: 4, policy }, "")).toMatchObject({ value: { hello: { pictures } } });
});

test("a gateway of protocol 3 takes a message without its pictures, so it gets none", () => {
  const policy = { maxPayload: room, attachments: { maxBytes: 1e6, maxImageBytes: 1e6 } };
  expect(readHello({ protocol: 3, policy }, "")).toMatchObject({ value: { hello: { pictures: "none" } } });
});
