import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { build } from "vite";
import type { WindowsComputer } from "../harness/computer.ts";
import type { Case, CaseResult } from "./case.ts";

/** Copies of the witness: whichever of them runs leaves its own path. */
const programs = [
  // On the search path.
  ...["tool", "findstr2"].map((name) => `tools/${name}.exe`),
  "tools/both.exe",
  "tools/both.com",
  "second/both.exe",
  "second/only-second.exe",
  "tools/Ünïcode.exe",
  "tools/\u212aeep.exe",
  "tools/\u017fave.exe",
  // What a caller could put where it starts its programs.
  ...["tool", "git", "evil", "cmd", "where"].map((name) => `work/${name}.exe`),
  "work/tool.com",
  "Program Files/Git/cmd/git.exe",
  "Program Files/Own Tool/own tool.exe",
  "users/root/bin/mine.exe",
  // Anybody may write here.
  "windows/Temp/ls.exe",
  "windows/Temp/whoami.exe",
];

const texts: Readonly<Record<string, string>> = {
  "tools/hello.bat": "@echo bat-hello %*\r\n",
  "tools/hello.cmd": "@echo cmd-hello %*\r\n",
  "tools/npm.cmd": '@echo npm %*\r\n@"C:\\tools\\tool.exe" %*\r\n',
  "tools/npm": "#!/bin/sh\necho unix\n",
  "tools/notes.txt": "not a program\r\n",
  "tools/script.js": "// runs in Windows Script Host\r\n",
  "work/readme.txt": "hello\r\n",
  "work/evil.bat": "@echo evil\r\n@C:\\work\\evil.exe\r\n",
};

export async function furnish(computer: WindowsComputer): Promise<void> {
  for (const path of programs) {
    const target = join(computer.drive, path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(computer.stage.witness, target);
  }
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(computer.drive, path)), { recursive: true });
    await writeFile(join(computer.drive, path), text);
  }
}

/** Bundles the guest into one file for Windows' Node. */
async function bundleGuest(folder: string): Promise<string> {
  await build({
    root: resolve(import.meta.dirname, "../../.."),
    configFile: false,
    logLevel: "warn",
    build: {
      ssr: resolve(import.meta.dirname, "guest.ts"),
      outDir: folder,
      emptyOutDir: false,
      target: "node20",
      rollupOptions: { external: [/^@napi-rs\/keyring/], output: { entryFileNames: "guest.mjs" } },
    },
    ssr: { noExternal: true },
  });
  return join(folder, "guest.mjs");
}

/** Carries out all cases in one process on that computer. */
export async function carryOutOn(
  computer: WindowsComputer,
  cases: readonly Case[],
): Promise<readonly CaseResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), "clawtray-guest-"));
  try {
    const guest = join(computer.drive, "guest.mjs");
    await copyFile(await bundleGuest(scratch), guest);
    writeFileSync(join(computer.drive, "cases.json"), JSON.stringify(cases));
    const node = join(computer.drive, "Program Files", "Clawtray", "node", "node.exe");
    const run = await computer.run(node, ["C:\\guest.mjs", "C:\\cases.json", "C:\\results.json"], {
      environment: { WINEPATH: "C:\\tools;C:\\second;C:\\Program Files\\Git\\cmd" },
    });
    if (run.code !== 0) throw new Error(`the guest ended with ${run.code}: ${run.stdout}${run.stderr}`);
    return JSON.parse(readFileSync(join(computer.drive, "results.json"), "utf8"));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
