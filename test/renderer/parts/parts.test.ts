import { describe, expect, it } from "vitest";
import { formatDuration, formatElapsed, formatRelative, groupHex } from "../../../src/renderer/app/format.ts";
import { pastedLink } from "../../../src/renderer/wizard/pasted-link.ts";

describe("times and numbers", () => {
  it("counts elapsed time in minutes, then in hours, never below nothing", () => {
    expect(formatElapsed(-5)).toBe("0:00");
    expect(formatElapsed(65_999)).toBe("1:05");
    expect(formatElapsed(3_723_000)).toBe("1:02:03");
  });

  it("says how long ago in the largest unit that fits", () => {
    expect(formatRelative(0, 59_000, "en")).toBe("now");
    expect(formatRelative(0, 61_000, "en")).toBe("1 minute ago");
    expect(formatRelative(0, 3 * 3_600_000, "de")).toBe("vor 3 Stunden");
    expect(formatRelative(12_000, 0, "en")).toBe("in 12 seconds");
  });

  it("gives a duration its unit", () => {
    expect(formatDuration(6.4, "en")).toBe("6 ms");
    expect(formatDuration(1_240, "de")).toBe("1,2 Sek.");
    expect(formatDuration(190_000, "en")).toBe("3.2 min");
  });

  it("groups hex digits in fours, whatever was between them", () => {
    expect(groupHex("AB:CD:EF:01:23")).toBe("ABCD EF01 23");
  });
});

describe("what was put into the address field", () => {
  it.each([
    ["gateway.example.org"],
    ["192.168.1.20:18789"],
    ["wss://gateway.example.org/some/path"],
    ["https://gateway.example.org/j/"],
    ["eyj.example.org"],
    ["averylonghostnamewithoutanydotsinitatallbutstillahost"],
    [""],
  ])("%s is an address", (text) => {
    expect(pastedLink(text)).toBeNull();
  });

  it.each([
    ["oc-pair://eyJ1cmwiOiJ3c3M6Ly9nIn0", "setup", "oc-pair://eyJ1cmwiOiJ3c3M6Ly9nIn0"],
    [" eyJ1cmwiOiJ3c3M6Ly9nYXRld2F5In0 ", "setup", "eyJ1cmwiOiJ3c3M6Ly9nYXRld2F5In0"],
    ["https://gateway.example.org/j/AbC", "join", "https://gateway.example.org/j/AbC"],
    ["https://example.org/base/j/AbC", "join", "https://example.org/base/j/AbC"],
    ["npx openclaw connect https://g.example.org/j/x --service", "join", "https://g.example.org/j/x"],
  ])("%s is a link that carries a secret", (text, kind, alone) => {
    expect(pastedLink(text)).toEqual({ kind, text: alone });
  });
});
