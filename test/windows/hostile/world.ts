import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { build } from "vite";
import type { WindowsComputer } from "../harness/computer.ts";
import type { Case, CaseResult } from "./case.ts";
import { doers, lackingReaders } from "./kinds.table.ts";

/** Copies of the witness: whichever of them runs leaves its own path. */
const programs = [
  // On the search path.
  ...["tool", "findstr2"].map((name) => `tools/${name}.exe`),
  "tools/node.exe",
  "tools/python.exe",
  "tools/both.exe",
  "tools/both.com",
  "second/both.exe",
  "second/only-second.exe",
  "tools/Ünïcode.exe",
  "tools/\u212aeep.exe",
  "tools/\u017fave.exe",
  // What a caller could put where it starts its programs.
  ...["tool", "git", "evil", "cmd", "where", "dir", "type"].map((name) => `work/${name}.exe`),
  "work/tool.com",
  "Program Files/Git/cmd/git.exe",
  "Program Files/Own Tool/own tool.exe",
  "users/root/bin/mine.exe",
  // Anybody may write here.
  "windows/Temp/ls.exe",
  "windows/Temp/whoami.exe",
];

/** Names whose letters look, or fold, like others. */
const alike = [
  "stra\u00dfe",
  "\u0131n",
  "\u212bm",
  "\u2126m",
  "\u00b5m",
  "\u03c3\u03c2",
  "\ufb01le",
  "u\u0308x",
  "\u01c5x",
];

const texts: Readonly<Record<string, string>> = {
  "tools/hello.bat": "@echo bat-hello %*\r\n",
  "tools/a&b.bat": "@echo a-and-b\r\n",
  "tools/100%.bat": "@echo hundred\r\n",
  "tools/hello.cmd": "@echo cmd-hello %*\r\n",
  "tools/npm.cmd": '@echo npm %*\r\n@"C:\\tools\\tool.exe" %*\r\n',
  "tools/npm": "#!/bin/sh\necho unix\n",
  "tools/shell": "#!/bin/sh\necho unix\n",
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
  for (const name of alike)
    await copyFile(computer.stage.witness, join(computer.drive, "tools", `${name}.exe`));
  // What Wine has no such program for must be seen not to run all the same.
  for (const name of [...doers.map(([doer = ""]) => doer), ...lackingReaders]) {
    const path = join(computer.drive, "windows", "system32", `${name}.exe`);
    if (!existsSync(path)) await copyFile(computer.stage.witness, path);
  }
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(computer.drive, path)), { recursive: true });
    await writeFile(join(computer.drive, path), text);
  }
}

/** Bundles a program of the tests into one file for Windows' Node. */
async function bundleGuest(entry: string, folder: string): Promise<string> {
  await build({
    root: resolve(import.meta.dirname, "../../.."),
    configFile: false,
    logLevel: "warn",
    build: {
      ssr: resolve(import.meta.dirname, entry),
      outDir: folder,
      emptyOutDir: false,
      target: "node20",
      rollupOptions: { external: [/^@napi-rs\/keyring/], output: { entryFileNames: "guest.mjs" } },
    },
    ssr: { noExternal: true },
  });
  return join(folder, "guest.mjs");
}

/** Hundreds of cases, each with a program or two, on a busy machine. */
const maxGuestMs = 540_000;

/** Runs a program of the tests once on that computer: it reads what is handed in, and writes what comes back. */
export async function askGuest<Answer>(
  computer: WindowsComputer,
  entry: string,
  question: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const scratch = mkdtempSync(join(tmpdir(), "clawtray-guest-"));
  try {
    await copyFile(await bundleGuest(entry, scratch), join(computer.drive, "guest.mjs"));
    writeFileSync(join(computer.drive, "question.json"), JSON.stringify(question));
    const node = join(computer.drive, "Program Files", "Clawtray", "node", "node.exe");
    const run = await computer.run(node, ["C:\\guest.mjs", "C:\\question.json", "C:\\answer.json"], {
      timeoutMs: maxGuestMs,
      environment: { WINEPATH: "C:\\tools;C:\\second;C:\\Program Files\\Git\\cmd", ...environment },
    });
    if (run.code !== 0) throw new Error(`the guest ended with ${run.code}: ${run.stdout}${run.stderr}`);
    return JSON.parse(readFileSync(join(computer.drive, "answer.json"), "utf8"));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Carries out all cases in one process on that computer. */
export const carryOutOn = (
  computer: WindowsComputer,
  cases: readonly Case[],
): Promise<readonly CaseResult[]> => askGuest(computer, "guest.ts", cases);
