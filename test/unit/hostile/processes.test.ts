import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createExecBench, type ExecBench } from "./exec-bench.ts";

/** Real programs, real signals: POSIX only. Every program here ends by itself within a minute at the latest. */
const notPosix = process.platform === "win32";

let bench: ExecBench;
beforeEach(() => {
  bench = createExecBench({ security: "full", ask: "off" });
});
afterEach(() => bench.remove());

const sh = (text: string) => ({ command: ["/bin/sh", "-c", text], cwd: bench.work });
const node = (text: string) => ({ command: [process.execPath, "-e", text], cwd: bench.work });

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (condition()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`waited in vain: ${what}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (!existsSync("/proc/self/stat")) return true;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** As `isAlive`, but true as well for one that has ended and of which its parent does not know yet. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pidsIn = (name: string): number[] => {
  const file = join(bench.work, name);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : [];
};

type Expected = Readonly<Record<string, unknown>>;
const endings: readonly (readonly [why: string, text: string, expected: Expected])[] = [
  ["success", "exit 0", { exitCode: 0, success: true, timedOut: false, signal: null, error: null }],
  ["an exit code", "exit 3", { exitCode: 3, success: false }],
  ["the largest exit code", "exit 255", { exitCode: 255 }],
  ["killed by a signal", "kill -KILL $$", { success: false, signal: "SIGKILL" }],
  ["terminated by a signal", "kill -TERM $$", { success: false, signal: "SIGTERM" }],
  ["both streams", "echo out; echo err >&2", { stdout: "out\n", stderr: "err\n" }],
  ["nothing to read", "cat; echo done", { stdout: "done\n" }],
  ["no terminal", "(: </dev/tty) 2>/dev/null && echo tty || echo none", { stdout: "none\n" }],
  ["closed streams", "exec >&- 2>&-; exit 4", { exitCode: 4 }],
  ["no trailing newline", "printf x", { stdout: "x" }],
  ["a null byte in the output", "printf 'a\\0b'", { stdout: "a\0b" }],
  ["invalid UTF-8", "printf 'a\\377b'", { stdout: "a\ufffdb" }],
  ["a lone continuation byte", "printf '\\200'", { stdout: "\ufffd" }],
  ["a cut character at the end", "printf 'x\\342\\202'", { stdout: "x\ufffd" }],
  ["a character in two pieces", "printf '\\342\\202'; sleep 0.05; printf '\\254'", { stdout: "€" }],
  ["a byte order mark", "printf '\\357\\273\\277x'", { stdout: "\ufeffx" }],
];

describe.skipIf(notPosix)("how a program ends", () => {
  test.each(endings)("%s", async (_why, text, expected) => {
    const outcome = await bench.run(sh(text));
    expect(outcome.payload).toMatchObject(expected);
  });

  test("a program whose interpreter is missing is reported, not thrown", async () => {
    const file = join(bench.work, "broken");
    writeFileSync(file, "#!/nowhere/interpreter\n", { mode: 0o755 });
    const outcome = await bench.run({ command: ["./broken"], cwd: bench.work });
    expect(outcome.payload).toMatchObject({
      success: false,
      error: expect.stringContaining("could not be started"),
    });
  });

  test.runIf(process.platform === "linux")(
    "a word the system finds too long is refused with the system's limit",
    async () => {
      const outcome = await bench.run({ command: ["/bin/echo", "x".repeat(200_000)], cwd: bench.work });
      expect(outcome).toMatchObject({
        ok: false,
        code: "INVALID_REQUEST",
        message: expect.stringContaining("128 KiB"),
      });
    },
  );

  test("a directory that is not there is named", async () => {
    const outcome = await bench.run({ command: ["/bin/echo"], cwd: "/no/such/folder" });
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining("/no/such/folder") });
  });

  test("words beyond a megabyte are refused", async () => {
    const outcome = await bench.run({ command: ["/bin/echo", ...Array(40).fill("x".repeat(30_000))] });
    expect(outcome).toMatchObject({ ok: false, code: "INVALID_REQUEST" });
  });
});

describe.skipIf(notPosix)("floods", () => {
  test("a flood keeps its head and its tail and says what is missing", async () => {
    const outcome = await bench.run(sh("echo first; yes 0123456789 | head -c 5000000; echo last"));
    const { stdout, truncated } = outcome.payload;
    expect(truncated).toBe(true);
    expect(stdout.startsWith("first\n")).toBe(true);
    expect(stdout.endsWith("last\n")).toBe(true);
    expect(stdout).toMatch(/truncated: \d+ bytes left out/);
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(200_100);
  });

  test("two floods at once share the limit", async () => {
    const outcome = await bench.run(sh("yes a | head -c 3000000 & yes b | head -c 3000000 >&2; wait"));
    const { stdout, stderr } = outcome.payload;
    expect(Buffer.byteLength(stdout) + Buffer.byteLength(stderr)).toBeLessThanOrEqual(200_200);
  });

  test("one stream may use what the other leaves", async () => {
    const outcome = await bench.run(sh("yes a | head -c 190000"));
    expect(outcome.payload).toMatchObject({ truncated: false });
    expect(outcome.payload.stdout.length).toBe(190_000);
  });

  test("fifty megabytes pass through in bounded memory, none of them lost on the way", async () => {
    let seen = 0;
    const before = process.memoryUsage().rss;
    const outcome = await bench.run(sh("head -c 50000000 /dev/zero | tr '\\0' x"), {
      progress: async (chunk) => {
        seen += chunk.length;
        await new Promise((done) => setImmediate(done));
      },
    });
    expect(outcome.payload.success).toBe(true);
    expect(seen).toBe(50_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  }, 30_000);

  test("the answer waits for a slow reader: nothing of the output comes after it", async () => {
    let taken = "";
    const outcome = await bench.run(sh("echo one; head -c 200000 /dev/zero | tr '\\0' x"), {
      progress: async (chunk) => {
        await new Promise((done) => setTimeout(done, 150));
        taken += chunk;
      },
    });
    expect(taken).toHaveLength(200_004);
    expect(outcome.payload.success).toBe(true);
  }, 30_000); // A busy machine hands it over in many small pieces.

  test("what is left in its pipes is not lost when the reader needs longer than others may hold them", async () => {
    let taken = "";
    const outcome = await bench.run(sh("for i in 1 2 3; do echo $i; sleep 0.2; done"), {
      progress: async (chunk) => {
        await new Promise((done) => setTimeout(done, 2_500));
        taken += chunk;
      },
    });
    expect(taken).toBe("1\n2\n3\n");
    expect(outcome.payload).toMatchObject({ success: true, stdout: "1\n2\n3\n" });
  });

  test("a reader that takes nothing any more is left when the invoke is cancelled", async () => {
    const abort = new AbortController();
    const running = bench.run(sh("echo $$ > pids; echo one"), {
      signal: abort.signal,
      progress: () => new Promise(() => {}),
    });
    await until(() => pidsIn("pids").some((pid) => !exists(pid)), "its end");
    // Its pipes are read to their end in the next turns of the event loop.
    setTimeout(() => abort.abort(), 100);
    expect(await running).toMatchObject({ ok: true, payload: { stdout: "one\n" } });
  });

  test("a reader that fails does not stop the program", async () => {
    const outcome = await bench.run(sh("echo a; sleep 0.05; echo b"), {
      progress: () => Promise.reject(new Error("gone")),
    });
    expect(outcome.payload.stdout).toBe("a\nb\n");
  });

  test("characters are never cut when streamed", async () => {
    let text = "";
    const outcome = await bench.run(node("process.stdout.write('€'.repeat(100000))"), {
      progress: async (chunk) => {
        text += chunk;
      },
    });
    expect(outcome.ok).toBe(true);
    expect(text).toBe("€".repeat(100_000));
  });
});

const outliving: readonly (readonly [why: string, text: string])[] = [
  ["a child that holds the pipes", "sleep 20 & echo $! >> pids; echo done"],
  ["a child in a session of its own", "setsid sleep 20 & echo $! >> pids; echo done"],
  ["a grandchild whose parent is gone", "(sleep 20 & echo $! >> pids) ; echo done"],
  ["a child that talks for ever", "(while :; do echo x; sleep 0.02; done) & echo $! >> pids; echo done"],
  ["a zombie nobody collects", "sleep 0 & sleep 20 & echo $! >> pids; echo done"],
];

describe.skipIf(notPosix)("children that outlive their parent", () => {
  afterEach(() => {
    for (const pid of pidsIn("pids")) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
  });

  test.each(outliving)(
    "%s does not delay the result",
    async (_why, text) => {
      const began = Date.now();
      const outcome = await bench.run(sh(text));
      expect(outcome.payload).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("done\n") });
      expect(Date.now() - began).toBeLessThan(15_000);
      // What still talks once nobody listens ends of that.
      if (!text.includes("while")) expect(pidsIn("pids").some(isAlive)).toBe(true);
    },
    30_000,
  );
});

const escapes: readonly (readonly [why: string, text: string])[] = [
  ["a child", "sleep 30 & echo $! >> pids; wait"],
  ["a child in a session of its own", "setsid sleep 30 & echo $! >> pids; wait"],
  [
    "a child that ignores being asked",
    "sh -c 'trap \"\" TERM; echo $$ >> pids; while :; do sleep 0.2; done' & wait",
  ],
  ["the program itself ignores being asked", "trap '' TERM; echo $$ >> pids; while :; do sleep 0.2; done"],
  ["a chain of children", "sh -c 'sh -c \"sleep 30 & echo \\$! >> pids; wait\" & wait' & wait"],
  ["many children", "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 30 & echo $! >> pids; done; wait"],
  ["a stopped child", "sleep 30 & echo $! >> pids; kill -STOP $!; wait"],
  ["an orphan in its own session", "(setsid sh -c 'echo $$ >> pids; exec sleep 30' &) ; sleep 30"],
  [
    "a child that keeps making children",
    "sh -c 'while :; do sleep 5 & echo $! >> pids; sleep 0.05; done' & wait",
  ],
];

describe.skipIf(notPosix)("the whole tree ends", () => {
  test.each(escapes)(
    "on cancel: %s",
    async (_why, text) => {
      const cancel = new AbortController();
      const running = bench.run(sh(text), { signal: cancel.signal });
      await until(() => pidsIn("pids").length > 0, "the child's number");
      cancel.abort();
      const outcome = await running;
      expect(outcome).toMatchObject({ ok: false, code: "UNAVAILABLE" });
      expect(pidsIn("pids").filter(isAlive)).toEqual([]);
    },
    20_000,
  );

  test.each(escapes)(
    "when time is up: %s",
    async (_why, text) => {
      const outcome = await bench.run({ ...sh(text), timeoutMs: 400 });
      expect(outcome.payload).toMatchObject({ exitCode: 124, timedOut: true, success: false });
      expect(pidsIn("pids").filter(isAlive)).toEqual([]);
    },
    20_000,
  );

  test("what was said before the end is kept", async () => {
    const outcome = await bench.run({ ...sh("echo early; sleep 30"), timeoutMs: 2_000 });
    expect(outcome.payload).toMatchObject({ timedOut: true, stdout: "early\n" });
  });
});

describe.skipIf(notPosix)("many at once", () => {
  test("a thousand invokes at once are all answered, sixteen programs at a time", async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_unused, index) => {
        const outcome = await bench.run({ command: ["/bin/echo", String(index)], cwd: bench.work });
        return outcome.payload.stdout === `${index}\n`;
      }),
    );
    expect(answers.every(Boolean)).toBe(true);
    expect(bench.activity.read().length).toBe(1000);
    expect(bench.events.filter(({ event }) => event === "exec.finished").length).toBe(1000);
  }, 120_000);

  test("no more programs run at once than allowed", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "off" }, { running: 3 });
    const text = "echo + >> log; sleep 0.05; echo - >> log";
    await Promise.all(Array.from({ length: 12 }, () => bench.run(sh(text))));
    let now = 0;
    let most = 0;
    for (const line of readFileSync(join(bench.work, "log"), "utf8").trim().split("\n")) {
      now += line === "+" ? 1 : -1;
      most = Math.max(most, now);
    }
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });

  test("beyond what may wait they are turned away", async () => {
    bench.remove();
    bench = createExecBench({ security: "full", ask: "off" }, { running: 1, waiting: 2 });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => bench.run(sh("sleep 0.1"))));
    expect(outcomes.map(({ ok, code }) => (ok ? "ran" : code)).sort()).toEqual([
      "UNAVAILABLE",
      "UNAVAILABLE",
      "ran",
      "ran",
      "ran",
    ]);
  });

  test("a storm of cancels leaves nothing behind and blocks nobody", async () => {
    const cancels = Array.from({ length: 300 }, () => new AbortController());
    const storm = cancels.map((cancel) =>
      bench.run(sh("echo $$ >> pids; sleep 30"), { signal: cancel.signal }),
    );
    await until(() => pidsIn("pids").length >= 8, "some of them to run");
    for (const cancel of cancels) cancel.abort();
    const outcomes = await Promise.all(storm);
    expect(outcomes.every(({ ok }) => !ok)).toBe(true);
    expect(pidsIn("pids").filter(isAlive)).toEqual([]);
    expect((await bench.run(sh("echo free"))).payload.stdout).toBe("free\n");
  }, 60_000);

  test("an invoke cancelled before it begins starts nothing", async () => {
    const outcome = await bench.run(sh("echo $$ >> pids"), { signal: AbortSignal.abort() });
    expect(outcome.ok).toBe(false);
    expect(readdirSync(bench.work)).toEqual([]);
  });
});

describe.skipIf(notPosix)("the environment of a program", () => {
  test("has none of our secrets and nothing that loads code", async () => {
    process.env.OPENCLAW_GATEWAY_TOKEN = "s3cret-token";
    process.env.LD_DEBUG_OUTPUT = "/tmp/never";
    try {
      const other = createExecBench({ security: "full", ask: "off" });
      const outcome = await other.run({ command: ["/usr/bin/env"], cwd: other.work });
      other.remove();
      expect(outcome.payload.stdout).not.toMatch(/s3cret-token|OPENCLAW_|LD_DEBUG/);
      expect(outcome.payload.stdout).toMatch(/^PATH=\//m);
    } finally {
      delete process.env.OPENCLAW_GATEWAY_TOKEN;
      delete process.env.LD_DEBUG_OUTPUT;
    }
  });

  test("has what the caller may set, and for a shell text only how output looks", async () => {
    const env = { GREETING: "hello", TERM: "dumb" };
    const direct = await bench.run({ command: ["/usr/bin/env"], cwd: bench.work, env });
    expect(direct.payload.stdout).toContain("GREETING=hello\n");
    const shell = await bench.run({ ...sh('echo "[$GREETING] [$TERM]"'), env });
    expect(shell.payload.stdout).toBe("[] [dumb]\n");
  });

  test("a refused variable refuses the request and runs nothing", async () => {
    const outcome = await bench.run({ command: ["/bin/true"], cwd: bench.work, env: { PATH: "/tmp" } });
    expect(outcome).toMatchObject({
      code: "INVALID_REQUEST",
      message: "SYSTEM_RUN_DENIED: environment override rejected (blocked override keys: PATH)",
    });
    expect(bench.events).toEqual([]);
  });
});
