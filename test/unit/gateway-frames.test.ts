import { describe, expect, test } from "vitest";
import { MalformedFrames, parseFrame } from "../../src/core/gateway/frames.ts";
import { parseTlsFingerprint } from "../../src/core/gateway/tls-fingerprint.ts";
import { watchSilence } from "../../src/core/gateway/watchdog.ts";
import { ManualClock } from "../support/clock.ts";

const parse = (text: string, limit?: number) => parseFrame(Buffer.from(text), limit);

describe("frames", () => {
  test("an event", () => {
    expect(parse('{"type":"event","event":"tick","payload":{"ts":1},"seq":4}')).toEqual({
      kind: "event",
      event: { event: "tick", payload: { ts: 1 } },
    });
  });

  test("an answer", () => {
    expect(parse('{"type":"res","id":"1","ok":true,"payload":[1]}')).toEqual({
      kind: "response",
      id: "1",
      result: { ok: true, payload: [1] },
    });
  });

  test("a refusal keeps what the gateway says about trying again", () => {
    const text =
      '{"type":"res","id":"1","ok":false,"error":{"code":"UNAVAILABLE","message":"m","retryable":true,"retryAfterMs":5,"details":{"a":1}}}';
    expect(parse(text)).toEqual({
      kind: "response",
      id: "1",
      result: {
        ok: false,
        error: { code: "UNAVAILABLE", message: "m", retryable: true, retryAfterMs: 5, details: { a: 1 } },
      },
    });
  });

  test.each([
    ['{"type":"res","id":"1","ok":false}'],
    ['{"type":"res","id":"1","ok":false,"error":null}'],
    ['{"type":"res","id":"1","ok":false,"error":{"code":7}}'],
    ['{"type":"res","id":"1","ok":false,"error":"no"}'],
  ])("a refusal with a misshapen error still reaches who waits for it: %s", (text) => {
    expect(parse(text)).toMatchObject({
      kind: "response",
      id: "1",
      result: { ok: false, error: { code: "UNKNOWN" } },
    });
  });

  test.each([
    [""],
    ["null"],
    ["7"],
    ['"text"'],
    ["[]"],
    ["{"],
    ["{}"],
    ['{"type":5}'],
    ['{"type":"event"}'],
    ['{"type":"event","event":""}'],
    ['{"type":"res"}'],
    ['{"type":"res","id":"","ok":true}'],
    ['{"type":"res","id":"1","ok":"yes"}'],
  ])("%.40s is malformed", (text) => {
    expect(parse(text)).toEqual({ kind: "malformed" });
  });

  test.each([['{"type":"req","id":"1","method":"x"}'], ['{"type":"hello-ok"}']])(
    "%s is unexpected",
    (text) => {
      expect(parse(text)).toEqual({ kind: "unexpected" });
    },
  );

  test("ten thousand damaged frames are each read as something, and none throws", () => {
    const random = seeded(20_260_906);
    const samples = [
      '{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":1}}',
      '{"type":"res","id":"connect","ok":true,"payload":{"protocol":4}}',
      '{"type":"res","id":"7","ok":false,"error":{"code":"X","message":"m","details":{"code":"Y"}}}',
    ];
    const kinds = new Set<string>();
    for (let round = 0; round < 10_000; round += 1) {
      kinds.add(parse(damage(samples[round % samples.length] ?? "", random)).kind);
    }
    expect([...kinds].sort()).toEqual(["event", "malformed", "response", "unexpected"]);
  });
});

describe("a flood of malformed frames", () => {
  test("is one when more than 32 come within a minute", () => {
    const clock = new ManualClock();
    const frames = new MalformedFrames(clock);
    for (let count = 0; count < 32; count += 1) expect(frames.add()).toBe(false);
    expect(frames.add()).toBe(true);
  });

  test("is none when they come slowly", () => {
    const clock = new ManualClock();
    const frames = new MalformedFrames(clock);
    for (let count = 0; count < 500; count += 1) {
      expect(frames.add()).toBe(false);
      clock.advance(2_500);
    }
    expect(frames.total).toBe(500);
  });
});

describe("the watchdog", () => {
  test("reports silence once, at the limit", () => {
    const clock = new ManualClock();
    const reports: number[] = [];
    watchSilence(clock, 60_000, () => reports.push(clock.now()));
    clock.advance(59_999);
    expect(reports).toEqual([]);
    clock.advance(1_000_000);
    expect(reports).toEqual([60_000]);
  });

  test("counts from what was heard last", () => {
    const clock = new ManualClock();
    let silent = false;
    const watchdog = watchSilence(clock, 60_000, () => {
      silent = true;
    });
    for (let tick = 0; tick < 10; tick += 1) {
      clock.advance(30_000);
      watchdog.heard();
    }
    clock.advance(59_999);
    expect(silent).toBe(false);
    clock.advance(1);
    expect(silent).toBe(true);
  });

  test("gives what waits in the socket a second after the machine slept", () => {
    const clock = new ManualClock();
    let silent = false;
    const watchdog = watchSilence(clock, 60_000, () => {
      silent = true;
    });
    clock.sleepThrough(8 * 3_600_000);
    expect(silent).toBe(false);
    watchdog.heard();
    clock.advance(59_000);
    expect(silent).toBe(false);
  });

  test("reports silence soon after a sleep when nothing comes", () => {
    const clock = new ManualClock();
    let silent = false;
    watchSilence(clock, 60_000, () => {
      silent = true;
    });
    clock.sleepThrough(8 * 3_600_000);
    clock.advance(1_000);
    expect(silent).toBe(true);
  });

  test("stays quiet once stopped", () => {
    const clock = new ManualClock();
    let silent = false;
    watchSilence(clock, 60_000, () => {
      silent = true;
    }).stop();
    clock.advance(1_000_000);
    expect(silent).toBe(false);
  });
});

describe("a certificate fingerprint is read however it was copied", () => {
  const hex = "0123456789abcdef".repeat(4);
  const pairs = hex.match(/../g) ?? [];
  test.each([
    [hex],
    [hex.toUpperCase()],
    [` ${pairs.join(":").toUpperCase()} `],
    [pairs.join(" ")],
    [`sha256:${hex}`],
    [`SHA-256 ${pairs.join("-")}`],
    [`sha256 Fingerprint=${pairs.join(":").toUpperCase()}`],
  ])("%s", (text) => {
    expect(parseTlsFingerprint(text)).toBe(hex);
  });
  test.each([[""], ["abc"], [hex.slice(1)], [`${hex}0`], [`g${hex.slice(1)}`], [`sha1:${hex.slice(0, 40)}`]])(
    "%j is none",
    (text) => {
      expect(parseTlsFingerprint(text)).toBeNull();
    },
  );
});

/** The same numbers for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A few characters changed, dropped or doubled; half of the time only inside words. */
function damage(text: string, random: () => number): string {
  const characters = [...text];
  for (let count = Math.floor(random() * 3); count >= 0; count -= 1) {
    const at = Math.floor(random() * characters.length);
    const kind = random();
    if (kind < 0.5) characters[at] = String.fromCharCode(97 + Math.floor(random() * 26));
    else if (kind < 0.7) characters.splice(at, 1);
    else if (kind < 0.9) characters[at] = '{}[]",:0\\\u0000'[Math.floor(random() * 10)] ?? "";
    else characters.length = at;
  }
  return characters.join("");
}
