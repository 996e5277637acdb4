import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import { gatewayForTest } from "./harness.ts";

const tool = terminalTool();
const place = (stateDir: string): string[] => ["--state-dir", stateDir, "--key-store", "file"];

describe.skipIf(tool === null)(`in a terminal (by ${tool})`, () => {
  const inShell = (script: string, ...words: readonly string[]) =>
    new PseudoTerminal(
      tool ?? "script",
      ["bash", "--norc", "-c", script, "bash", process.execPath, program, ...words],
      { ...process.env, TERM: "xterm", PS1: "" },
    );

  test.skipIf(process.platform !== "linux")(
    "a node in the background connects though the terminal stops whoever writes, and is there after fg",
    async () => {
      const gateway = await gatewayForTest({
        token: null,
        autoApproveDevice: true,
        autoApproveSurface: true,
      });
      const script = 'set -m; stty tostop; "$@" & read -r line; jobs; fg';
      const words = ["run", "--gateway", gateway.url, ...place(temporaryDirectory())];
      const terminal = inShell(script, ...words);
      await gateway.until(() => gateway.nodes().length === 1);
      expect(terminal.screen).not.toContain("Connected");
      terminal.press("\r");
      await terminal.shows((screen) => screen.includes("● Connected"));
      expect(terminal.screen).toContain("Running");
      expect(terminal.screen).not.toContain("Stopped");
      terminal.press("q");
      await gateway.until(() => gateway.nodes().length === 0);
    },
  );

  test("sentences are wrapped at words, and never inside a command to copy", async () => {
    const script = 'stty cols 40; "$@"; echo "ended with $?"';
    const terminal = inShell(script, "identity", ...place(join(temporaryDirectory(), "state")));
    await terminal.shows((screen) => screen.includes("ended with"));
    expect(terminal.screen.split(/\r?\n/).map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        "This computer has no identity yet. It",
        "gets one at the first start:",
        "clawtray run",
      ]),
    );
  });

  test("the activity log is cleared only after a yes", async () => {
    const stateDir = temporaryDirectory();
    const terminal = inShell('"$@"; echo "ended with $?"', "activity", "--clear", ...place(stateDir));
    await terminal.shows((screen) => screen.includes("[y/N]"));
    terminal.press("maybe\r");
    await terminal.shows((screen) => screen.includes("ended with 1"));
    expect(terminal.screen).toContain("left as it is");
  });
});

describe("a slip is said", () => {
  const command = async (...words: readonly string[]) => {
    const run = new CliProcess([...words, ...place(join(temporaryDirectory(), "state"))]);
    const code = await run.exited;
    return { code, said: run.stdout + run.stderr };
  };

  test("a program that is not here is trusted, and it is said that it is not here", async () => {
    const { code, said } = await command("approvals", "allow", "nosuchprog");
    expect(code).toBe(0);
    expect(said).toContain("No program called nosuchprog is found here now");
    const known = await command("approvals", "allow", "sh");
    expect(known.said).not.toContain("is found here now");
    const path = await command("approvals", "allow", "/nowhere/prog");
    expect(path.said).toContain("/nowhere/prog does not exist now");
    const pattern = await command("approvals", "allow", "/nowhere/*");
    expect(pattern.said).not.toContain("exist");
  });

  test("an id that nothing has is named", async () => {
    const { code, said } = await command("approvals", "remove", "zzz");
    expect(code).not.toBe(0);
    expect(said).toContain("zzz");
  });

  test("clearing where nobody can be asked needs --yes", async () => {
    const { code, said } = await command("activity", "--clear");
    expect(code).toBe(2);
    expect(said).toContain("activity --clear --yes");
    expect((await command("activity", "--clear", "--yes")).code).toBe(0);
  });
});
