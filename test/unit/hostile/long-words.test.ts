import { describe, expect, test } from "vitest";
import { activityLines } from "../../../src/cli/view/activity.ts";
import { wrap } from "../../../src/cli/view/wrap.ts";
import { parseRunRequest } from "../../../src/core/commands/parse-run-request.ts";
import { systemNotify } from "../../../src/core/commands/system-notify.ts";
import { analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { isRefusedVariable, isTellingVariable } from "../../../src/core/exec/analysis/caller-variables.ts";
import { isBlockedVariable } from "../../../src/core/exec/analysis/environment-names.ts";
import { formatCommand } from "../../../src/core/exec/analysis/format-command.ts";
import { judge } from "../../../src/core/exec/policy/allowlist.ts";
import { classifyConnectError } from "../../../src/core/gateway/connect-failure.ts";
import { cleanDetail } from "../../../src/core/gateway/detail.ts";
import { classifyUpgradeAnswer } from "../../../src/core/gateway/socket-failure.ts";
import { success } from "../../../src/shared/result.ts";
import { reveal } from "../../../src/shared/text/reveal.ts";
import { someContext } from "../../support/invoke-context.ts";
import { standardAllowlist, posixWorld as world } from "./world.ts";

/**
 * A peer's words of 1 MB. Nothing here measures time: what is not linear takes hours for such words, and a test is
 * given three minutes, which a machine with much else to do needs for its many words.
 */
const LENGTH = 1024 * 1024;

const filled = (unit: string): string => unit.repeat(Math.ceil(LENGTH / unit.length)).slice(0, LENGTH);
const words: readonly string[] = [
  ...[
    "1",
    "a",
    "-",
    "=",
    "a=",
    "/",
    "../",
    "./",
    "\\",
    "'",
    '"',
    "$",
    "`",
    "(",
    "{",
    "<",
    "|",
    "&",
    ";",
    "\n",
  ],
  ...[
    " ",
    "~",
    "*",
    "[",
    "#",
    "-c",
    "-x ",
    ".",
    "1.",
    "a.",
    "x-",
    "_",
    "\u202e",
    "\u0301",
    "e\u0301",
    "\u{1f600}",
    "\ud800",
  ],
].flatMap((unit) => [
  `${filled(unit)}!`,
  `${filled(unit).slice(0, LENGTH / 2)}${filled("=").slice(0, LENGTH / 2)}`,
]);

const context = {
  cwd: world.cwd,
  home: "/home/owner",
  platform: world.platform,
  realPath: (path: string) => world.locate(path, world.cwd)?.realPath ?? null,
  variables: [],
  content: () => null,
};

const decide = (argv: readonly string[]) => judge(analyse(argv, world), standardAllowlist, context);

describe("words of 1 MB", { timeout: 180_000 }, () => {
  const programs = [
    "timeout",
    "nice",
    "ionice",
    "env",
    "stdbuf",
    "setsid",
    "time",
    "flock",
    "bash",
    "python3",
    "git",
    "curl",
    "tar",
    "gcc-12",
  ];

  test.each(programs)("after %s are judged in time", (program) => {
    for (const word of words) {
      decide([program, word, "ls"]);
      decide([program, `-${word}`]);
    }
  });

  test("as a shell's text are judged in time", () => {
    for (const word of words) decide(["/bin/sh", "-lc", word]);
  });

  test("as the name of a program or a variable, or in the command shown, are judged in time", () => {
    for (const word of words) {
      decide([word]);
      decide([`/${word}`]);
      for (const judgeName of [isBlockedVariable, isRefusedVariable, isTellingVariable]) judgeName(word);
      reveal(word);
      formatCommand([word]);
    }
  });

  test("in the parameters of a run are read or refused in time", () => {
    for (const word of words) {
      for (const params of [
        { command: ["ls", word] },
        { command: ["ls"], agentId: word },
        { command: ["ls"], cwd: word },
      ]) {
        try {
          parseRunRequest(params);
        } catch {
          // Refused is as good: in time is what counts.
        }
      }
    }
  });

  test("from a gateway that refuses, redirects or is shown are read in time", () => {
    for (const word of words) {
      const error = {
        code: word,
        message: word,
        details: { reason: word, requestId: word },
        retryable: null,
        retryAfterMs: null,
      };
      const sent = {
        credential: { kind: "token", token: "recognisable-token" },
        signatureVersion: "v3",
      } as const;
      expect(JSON.stringify(classifyConnectError(error, sent)).length).toBeLessThan(10_000);
      expect(cleanDetail(word, "recognisable-token").length).toBeLessThanOrEqual(200);
      classifyUpgradeAnswer(
        { status: 302, location: `http://${word}`, retryAfter: word, contentType: word, page: word },
        0,
      );
    }
  });

  test("in a notification are shown short, and in time", async () => {
    const shown: number[] = [];
    const notifier = {
      async show({ title, body }: { title: string; body: string }) {
        shown.push(title.length + body.length);
        return success(undefined);
      },
    };
    let now = 0;
    const command = systemNotify(notifier, { from: () => "gateway", now: () => now });
    for (const word of words) {
      now += 60_000;
      await command.run({ title: word, body: word, sound: word }, someContext()).catch(() => {});
    }
    expect(Math.max(...shown)).toBeLessThan(3_000);
  });

  test.each(words.map((word) => [word.slice(0, 8), word] as const))(
    "in the terminal's activity and lines are drawn in time: %j",
    (_beginning, word) => {
      wrap(word.slice(0, 4_096), 80);
      activityLines({
        ...{ at: 0, gateway: "g", agent: word, session: null, command: word, directory: word },
        ...{ decision: "denied", reason: "denied-by-person", exitCode: null, signal: null },
        ...{ timedOut: false, durationMs: null },
      });
    },
  );
});

describe("a pattern that a gateway wrote", () => {
  const entry = (pattern: string, argPattern?: string) => ({
    pattern,
    ...(argPattern === undefined ? {} : { argPattern }),
  });
  const isListed = (argv: readonly string[], pattern: string, argPattern?: string): boolean =>
    judge(analyse(argv, world), [entry(pattern, argPattern)], context).vouch === "free";

  test("cannot hold the node up, whatever it repeats", () => {
    for (const pattern of [
      "/**/".repeat(1_000),
      `${"**/a".repeat(1_000)}`,
      "*a".repeat(2_000),
      "**".repeat(2_000),
    ])
      expect(isListed(["/home/owner/bin/deep/tool"], `/${pattern}x`)).toBe(false);
    for (const argPattern of ["^(a+)+$", "^(a|a)*$", "(.*a){20}$", "("])
      expect(isListed(["ls", `${"a".repeat(60)}!`], "/usr/bin/ls", argPattern)).toBe(false);
  });
});
