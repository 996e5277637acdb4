import { describe, expect, test } from "vitest";
import { isForegroundGroup } from "../../../src/cli/foreground.ts";
import { activityLines } from "../../../src/cli/view/activity.ts";
import { whatStays } from "../../../src/cli/view/left.ts";
import { frame } from "../../../src/cli/view/live.ts";
import { blockOf } from "../../../src/cli/view/plain.ts";
import type { ActivityEntry } from "../../../src/core/exec/activity.ts";
import { blockedState } from "../../../src/core/node/before-node.ts";
import type { BlockedReason } from "../../../src/shared/blocked.ts";
import type { NodeState } from "../../../src/shared/state.ts";
import { causeOf, sampleDetails } from "../../support/blocked-causes.ts";
import { someState } from "../../support/node-state.ts";

const awaiting: NodeState = {
  ...someState(),
  phase: "awaiting-approval",
  kind: "new-device",
  requestId: "3f1c6a1e-7a55-4f0e-9c3f-0a8f5b6d2c11",
  adminCommand: "openclaw devices approve 3f1c6a1e-7a55-4f0e-9c3f-0a8f5b6d2c11",
  fingerprint: "ab12 ".repeat(16).trim(),
  shortFingerprint: "ab12 … ab12",
  deviceId: "ab".repeat(32),
  gateway: { url: "ws://127.0.0.1:18789", version: null, protocol: null },
  expiresAt: 300_000,
  nextAttemptAt: 2_000,
};

describe("the live view fits a low terminal", () => {
  const draw = (state: NodeState, rows: number, columns = 80) =>
    frame(state, 10_000, { rows, columns, colour: false, keys: true });

  test("in ten rows the command for the administrator and the keys are there", () => {
    const lines = draw(awaiting, 10);
    expect(lines.length).toBeLessThanOrEqual(9);
    const text = lines.join("\n");
    expect(text).toContain("openclaw devices approve 3f1c6a1e-7a55-4f0e-9c3f-0a8f5b6d2c11");
    expect(text).toContain("q quit");
    expect(text).toContain("Waiting for approval");
    expect(text).toContain("ab12");
  });

  test("nothing that blocks is higher than its terminal, and the keys stay", () => {
    for (const reason of Object.keys(sampleDetails) as BlockedReason[])
      for (const rows of [6, 10, 16])
        for (const columns of [40, 80]) {
          const lines = draw(blockedState(causeOf(reason)), rows, columns);
          expect(lines.length, reason).toBeLessThan(rows);
          expect(lines.at(-1), reason).toContain("q quit");
        }
  });

  test("where there is room nothing is left out", () => {
    expect(draw(awaiting, 40).filter((line) => line === "").length).toBeGreaterThan(2);
    expect(draw(awaiting, 40).join("\n")).toContain("Gateway");
  });
});

describe("what the live view says", () => {
  const reasons = Object.keys(sampleDetails) as BlockedReason[];
  const draw = (state: NodeState, keys = true) =>
    frame(state, 10_000, { rows: 60, columns: 200, colour: false, keys }).join("\n");

  test("names the request and each command once while it waits for approval", () => {
    const text = draw(awaiting);
    expect(text.split("3f1c6a1e-7a55-4f0e-9c3f-0a8f5b6d2c11")).toHaveLength(2);
    expect(text.split("openclaw devices approve")).toHaveLength(2);
    expect(text.split("openclaw devices list --json")).toHaveLength(2);
    const surface = {
      status: "pending",
      requestId: "9b6d",
      adminCommand: "openclaw nodes approve 9b6d",
    } as const;
    expect(draw({ ...someState(), phase: "connected", surface }).split("9b6d")).toHaveLength(2);
    expect(draw({ ...awaiting, kind: "stale", adminCommand: "openclaw devices remove x" })).toMatch(
      /To remove +openclaw devices remove x/,
    );
  });

  test("changes in its first line only while time passes", () => {
    const at = (now: number) => frame(awaiting, now, { rows: 40, columns: 80, colour: false, keys: true });
    const [before, after] = [at(1_000), at(2_000)];
    const changed = before.flatMap((line, index) => (line === after[index] ? [] : [line]));
    expect(changed).toEqual([expect.stringContaining("Waiting for approval")]);
    expect(after).toHaveLength(before.length);
  });

  test.each(reasons)("speaks of keys only where one can be pressed: %s", (reason) => {
    const state = blockedState(causeOf(reason));
    const speaksOfKeys = /\bpress [a-z]\b|\bthe key [a-z]\b|^ *[rpatq] [a-z ]+$/im;
    expect(draw(state, false)).not.toMatch(speaksOfKeys);
    expect(blockOf(state)).not.toMatch(speaksOfKeys);
    expect(draw(state, false)).toContain("Ctrl+C quits");
    expect(draw(state)).toContain("q quit");
  });

  test.each<[BlockedReason, RegExp, RegExp]>([
    ["credential-rejected", /t enter token/, /try again {3}|accept certificate/],
    ["setup-code-refused", /t enter token/, /accept certificate/],
    ["certificate-untrusted", /a accept certificate/, /enter token|r try again/],
    ["clock-skew", /r try again/, /enter token|accept certificate/],
  ])("offers for %s the keys that help, and no other", (reason, offered, not) => {
    const keys = draw(blockedState(causeOf(reason)))
      .split("\n")
      .at(-1);
    expect(keys).toMatch(offered);
    expect(keys).not.toMatch(not);
  });

  test("shows one whole fingerprint of a certificate, named as such, and none of the device", () => {
    const state = {
      ...blockedState(causeOf("certificate-untrusted")),
      fingerprint: "ab".repeat(32),
      deviceId: "ab".repeat(32),
    };
    const { presented } = sampleDetails["certificate-untrusted"];
    for (const text of [draw(state), blockOf(state)]) {
      expect(text).toContain("openssl x509 -in CERTIFICATE -outform DER | sha256sum");
      expect(text.split("\n").filter((line) => line.includes("Certificate"))[0]).toContain(presented);
      expect(text).not.toContain("ab".repeat(32));
      expect(text).toContain("NODE_EXTRA_CA_CERTS");
    }
    expect(draw(state, false).replace(/\s+/g, " ")).toContain(`clawtray run --tls-fingerprint ${presented}`);
    expect(draw(state)).toContain("Press a to accept it.");
  });

  test("shows what was typed, and what it was taken for, until a gateway was reached", () => {
    const gateway = { url: "wss://myservr:18789", version: null, protocol: null, typed: "myservr" };
    const state = {
      ...someState(),
      phase: "waiting",
      reason: "name-not-found",
      retryAt: 9,
      attempt: 1,
      gateway,
    } as const;
    expect(draw(state)).toMatch(/Gateway +myservr \(taken for wss:\/\/myservr:18789\)/);
  });

  test("says of a setup code that it was used or expired, and how to get another", () => {
    const text = draw(blockedState(causeOf("setup-code-refused"))).replace(/\s+/g, " ");
    expect(text).toMatch(/used already, or it has expired/);
    expect(text).toContain("openclaw qr");
    expect(text).not.toMatch(/refused the (token|setup code)/);
  });
});

describe("what stays at the gateway when the program ends", () => {
  test("is said in one sentence, with the command to go on", () => {
    expect(whatStays(awaiting, null)).toMatch(/^The request stays at 127\.0\.0\.1:18789 .*: clawtray run$/);
    expect(whatStays(awaiting, "/a b/c")).toMatch(/: clawtray run --state-dir '\/a b\/c'$/);
    const surface = { status: "pending", requestId: "9b6d", adminCommand: "x" } as const;
    const { gateway } = awaiting;
    expect(whatStays({ ...someState(), gateway, phase: "connected", surface }, null)).toContain(
      "second request",
    );
  });

  test("is nothing where nothing waits", () => {
    const approved = { status: "approved" } as const;
    expect(whatStays({ ...someState(), phase: "connected", surface: approved }, null)).toBeNull();
    expect(whatStays(blockedState(causeOf("credential-rejected")), null)).toBeNull();
    expect(whatStays({ ...awaiting, kind: "stale" }, null)).toBeNull();
  });
});

describe("the activity says what would have helped", () => {
  const entry: ActivityEntry = {
    at: 0,
    gateway: "ws://127.0.0.1:18789",
    agent: null,
    session: null,
    command: "/usr/bin/make all",
    directory: null,
    decision: "denied",
    reason: "allowlist-miss",
    exitCode: null,
    signal: null,
    timedOut: false,
    durationMs: null,
  };
  const hint = (change: Partial<ActivityEntry>) => activityLines({ ...entry, ...change })[3];

  test.each<[Partial<ActivityEntry>, string]>([
    [{}, "clawtray approvals allow /usr/bin/make"],
    [{ agent: "main", reason: "question-expired" }, "clawtray approvals allow /usr/bin/make --agent main"],
    [{ command: "git" }, "clawtray approvals allow git"],
    [{ reason: "security=deny" }, "clawtray approvals set --security allowlist --ask on-miss"],
  ])("%j", (change, command) => {
    expect(hint(change)).toContain(command);
  });

  test.each<[Partial<ActivityEntry>]>([
    [{ decision: "allowed", reason: "allowlist" }],
    [{ reason: "denied-by-person" }],
    [{ reason: "cancelled" }],
    [{ command: "sh -c 'make all'" }],
    [{ command: "'my program' x" }],
    [{ command: "$(reboot)" }],
  ])("%j: no entry of the list would", (change) => {
    expect(hint(change)).toBeUndefined();
  });
});

test("the activity names the rules that let a program run, and what would stop it", () => {
  const entry: ActivityEntry = {
    at: 0,
    gateway: "ws://127.0.0.1:18789",
    agent: null,
    session: null,
    command: "git pull",
    directory: null,
    decision: "allowed",
    reason: "allowlist",
    rules: ["git", "/usr/bin/s\u001bsh"],
    exitCode: null,
    signal: null,
    timedOut: false,
    durationMs: null,
    began: true,
    run: "3f9a1c20-0000-4000-8000-000000000000",
  };
  const lines = activityLines(entry, new Set([entry.run ?? ""]));
  expect(lines[0]).toContain("still running");
  expect(lines.slice(3).map((line) => line.replace(/[\u2066-\u2069]/g, ""))).toEqual([
    "    allowed by: git, /usr/bin/s⟨U+001B⟩sh",
    "    to stop it: clawtray stop 3f9a1c20",
  ]);
  expect(activityLines(entry)[0]).toContain("how it ended is not known");
});

test("a process knows by its line in /proc whether it is in the foreground", () => {
  const stat = (group: number, terminal: number, foreground: number) =>
    `123 (a) b (c) S 1 ${group} 1 ${terminal} ${foreground} 4194304 0`;
  expect(isForegroundGroup(stat(50, 34_816, 50))).toBe(true);
  expect(isForegroundGroup(stat(50, 34_816, 51))).toBe(false);
  expect(isForegroundGroup(stat(50, 0, -1))).toBe(true);
});
