import { expect, test } from "vitest";
import { takeEdgeHeaders } from "../../src/main/requests/take-edge-headers.ts";
import { createWizard } from "../../src/main/state/wizard.ts";
import { memoryStore } from "../support/memory-store.ts";

const SECRET = "a-value-nobody-may-see";
const url = "wss://192.0.2.7";
const id = { name: "CF-Access-Client-Id", value: "id.access" };
const many = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `X-${at}`, value: "v" }));

test.each([
  ["name", [{ name: "X Edge", value: SECRET }]],
  ["name", [{ name: "", value: SECRET }]],
  ["reserved", [{ name: "Host", value: SECRET }]],
  ["value", [{ name: "X-Edge", value: `${SECRET}\r\nHost: other` }]],
  ["value", [{ name: "X-Edge", value: "" }]],
  [
    "twice",
    [
      { name: "X-Edge", value: SECRET },
      { name: "x-edge", value: SECRET },
    ],
  ],
] as const)("a typed header is refused for its %s, as on the command line", async (detail, typed) => {
  const taken = await takeEdgeHeaders(url, [], typed);
  expect(taken).toEqual({ ok: false, failure: { problem: "edge-headers", detail } });
});

test.each(["ws://192.168.1.20", "ws://192.0.2.7", "ssh://ada@server", "127.0.0.1:18789"])(
  "no header is taken for %s, where it would not be sent over TLS",
  async (address) => {
    const taken = await takeEdgeHeaders(address, [], [id]);
    expect(taken).toEqual({ ok: false, failure: { problem: "edge-headers", detail: "no-tls" } });
  },
);

test("a header for no address is told as that", async () => {
  expect(await takeEdgeHeaders("wss://", [], [id])).toMatchObject({
    failure: { problem: "address-invalid" },
  });
});

test("headers that are typed later join the earlier ones, replace those of the same name, and are eight at most", async () => {
  const newer = { name: "cf-access-client-id", value: "other" };
  const more = { name: "X-Edge", value: ` ${SECRET} ` };
  expect(await takeEdgeHeaders(url, [id, ...many(1)], [newer, more])).toEqual({
    ok: true,
    value: [...many(1), newer, { name: "X-Edge", value: SECRET }],
  });
  expect(await takeEdgeHeaders(url, many(7), [id])).toMatchObject({ ok: true });
  expect(await takeEdgeHeaders(url, many(8), [id])).toMatchObject({ failure: { detail: "too-many" } });
});

test("typed headers are for the address they were typed for, in memory only, and their values stay in main", () => {
  const store = memoryStore();
  const wizard = createWizard(store);
  const header = { name: "X-Edge", value: SECRET };
  wizard.change({ address: url });
  wizard.setEdgeHeaders(url, [header]);
  expect(wizard.target().edgeHeaders).toEqual([header]);
  expect(wizard.draft().edgeHeaderNames).toEqual(["X-Edge"]);
  expect(JSON.stringify([wizard.draft(), store.read()])).not.toContain(SECRET);

  wizard.takeAddress("wss://stranger.example", url);
  expect(wizard.draft().edgeHeaderNames).toEqual([]);
  wizard.answerReplace(true);
  expect(wizard.target()).toMatchObject({ address: "wss://stranger.example", edgeHeaders: [] });
  expect(createWizard(store).target().edgeHeaders).toEqual([]);
});
