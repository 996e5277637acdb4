import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { waitFor } from "../scripts/gateway/wait.ts";
import { turn } from "../test/e2e/captures.ts";
import { startApp } from "../test/e2e/driver.ts";
import type { ScriptedGateway } from "../test/scripted/gateway.ts";

const CALLS = 40;
const TEXT = "water beds";

/** Milliseconds, of ours and of `xdotool`, for the same at the same program. */
export interface Acting {
  readonly type: readonly [ours: number[], theirs: number[]];
  readonly key: readonly [ours: number[], theirs: number[]];
}

/**
 * How long a command of computer use takes from the gateway until it is done and answered, through the app of this home
 * under a real Electron; beside `xdotool`, a program that does the same at once and asks nobody. After each it is looked
 * whether the text is there.
 */
export async function timesToAct(gateway: ScriptedGateway, home: string): Promise<Acting> {
  const app = await startApp({ home });
  const env = { ...process.env, LC_ALL: "C.UTF-8", NO_AT_BRIDGE: "1" };
  const entry = fileURLToPath(new URL("../test/scripted/computer/entry.py", import.meta.url));
  const field = spawn("/usr/bin/python3", [entry], { env, stdio: ["ignore", "pipe", "ignore"] });
  try {
    const page = await app.page();
    await turn(page, gateway, "screen", true);
    await turn(page, gateway, "computer", true);
    let output = "";
    field.stdout.setEncoding("utf8").on("data", (data: string) => {
      output += data;
    });
    const text = (): string => JSON.parse(output.trimEnd().split("\n").at(-1) || '""');
    const xdotool = async (...words: readonly string[]) =>
      (await promisify(execFile)("xdotool", words, { env })).stdout;
    const limit = { timeoutMs: 30_000, everyMs: 5 };

    const executionId = crypto.randomUUID();
    const act = async (action: string, fields: object) => {
      const params = { action, executionId, screenIndex: 0, ...fields };
      const { ok, error } = await gateway.invoke("computer.act", params, { timeoutMs: 30_000 }).result;
      if (!ok) throw new Error(`${action} was refused: ${error?.code}`);
    };
    const first = act("key", { keys: "shift" });
    const question = await app.questionPage();
    await waitFor(
      "the field in front",
      async () => {
        await xdotool("search", "--name", "^Entry$", "windowactivate").catch(() => "");
        const focused = await xdotool("getwindowfocus", "getwindowname").catch(() => "");
        return focused === "Entry\n" ? true : null;
      },
      limit,
    );
    await question.locator("button:not([aria-disabled])", { hasText: "control for 15 minutes" }).click();
    await first;

    const timed = async (times: number[], work: () => Promise<unknown>, done: () => boolean) => {
      const began = performance.now();
      await work();
      times.push(performance.now() - began);
      await waitFor("what was typed", () => (done() ? true : null), limit);
    };
    /** The first of each warms up. */
    const times = async (type: () => Promise<unknown>, key: () => Promise<unknown>) => {
      const [typed, pressed]: [number[], number[]] = [[], []];
      for (let call = 0; call <= CALLS; call += 1) {
        const before = text();
        await timed(typed, type, () => text() === before + TEXT);
        await timed(pressed, key, () => text() === `${before}${TEXT}b`);
      }
      return [typed.slice(1), pressed.slice(1)] as const;
    };
    const [ourType, ourKey] = await times(
      () => act("type", { text: TEXT }),
      () => act("key", { keys: "b" }),
    );
    // Only now: to the app it is a person's hand, which pauses the agent.
    const [theirType, theirKey] = await times(
      () => xdotool("type", "--delay", "0", TEXT),
      () => xdotool("key", "b"),
    );
    return { type: [ourType, theirType], key: [ourKey, theirKey] };
  } finally {
    field.kill();
    await app.quit().catch(() => app.kill());
  }
}
