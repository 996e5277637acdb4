import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cage } from "../../../src/core/exec/process/cage/cage.ts";
import { cageEnvironment } from "../../../src/core/exec/process/cage/cage-environment.ts";
import { createCageFinder } from "../../../src/core/exec/process/cage/find-cage.ts";
import type { Grant } from "../../../src/core/exec/process/cage/grant.ts";
import { makeOwnedFolders } from "../../support/owned-folders.ts";

export interface CagedResult {
  readonly code: number | null;
  readonly output: string;
}

/** Exit code and both streams together, when a program has ended. */
export function resultOf(child: ChildProcess): Promise<CagedResult> {
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** A home, a state folder and a working folder, and a cage around what runs there. */
export async function createCagedWorld() {
  const { root, place, home, state, work } = makeOwnedFolders(
    realpathSync(mkdtempSync(join(tmpdir(), "clawtray-cage-"))),
  );
  const found = await createCageFinder({ home, state }, process.platform, Date.now)();
  if (found === null)
    throw new Error("no cage works here: is bubblewrap installed, and may it make name spaces?");
  const cage: Cage = found;

  /** Where the owner's programs are looked for; a test adds to it. */
  const searchPath: string[] = ["/usr/bin"];
  const request = (text: string, grant: Partial<Grant>, cwd: string) => ({
    grant: { write: [work], network: false, ...grant },
    cwd,
    file: "/bin/sh",
    words: ["-c", text],
    programs: [],
    searchPath,
  });

  /** Runs a shell text in the cage; `meanwhile` comes between the look and the start. */
  function run(
    text: string,
    grant: Partial<Grant> = {},
    {
      cwd = work,
      variables = {},
      network = grant.network ?? false,
    }: {
      cwd?: string;
      variables?: NodeJS.ProcessEnv;
      network?: boolean;
    } = {},
  ): Promise<CagedResult> {
    const prepared = cage.prepare(request(text, grant, cwd));
    if (!prepared.ok) throw new Error(`refused: ${prepared.failure.kind}`);
    const { file, argv, descriptors, temporary, started, ended } = prepared.value;
    const outside = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: home, ...variables };
    const child = spawn(file, argv.slice(1), {
      stdio: ["ignore", "pipe", "pipe", ...descriptors],
      env: cageEnvironment(outside, { ofCaller: {}, network, temporary }),
      timeout: 20_000,
      killSignal: "SIGKILL",
    });
    started();
    return resultOf(child).finally(ended);
  }

  return {
    root,
    home,
    state,
    work,
    searchPath,
    cage,
    place,
    request,
    run,
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
