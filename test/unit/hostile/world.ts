import { posix } from "node:path";
import type { AnalysisWorld, LocatedExecutable } from "../../../src/core/exec/analysis/analyse.ts";
import type { AllowlistEntry } from "../../../src/core/exec/policy/policy.ts";

/** Where the programs of the tables are: the path as found, and what it really is. */
const system = [
  "ls", "cat", "echo", "true", "git", "rg", "head", "grep", "find", "tar", "node", "perl", "ruby", "php", "lua",
  "bash", "env", "nice", "nohup", "timeout", "stdbuf", "setsid", "ionice", "time", "flock", "sudo", "doas", "pkexec",
  "xargs", "sed", "ssh", "npx", "busybox", "strace", "watch", "make", "script", "curl", "rm", "jq", "id",
  "sort", "split", "zip", "wget", "openssl", "gcc-12", "bun", "deno", "java", "dotnet", "vim.basic", "R", "python3.13t",
  "pip3.11", "systemctl", "ld-musl-x86_64.so.1",
]; // biome-ignore format: a list of names

const files = new Map<string, string>([
  ...system.map((name) => [`/usr/bin/${name}`, `/usr/bin/${name}`] as const),
  ["/usr/bin/gcc", "/usr/bin/gcc-12"],
  ["/usr/bin/vi", "/usr/bin/vim.basic"],
  ["/usr/bin/sh", "/usr/bin/dash"],
  ["/bin/sh", "/usr/bin/dash"],
  ["/usr/bin/awk", "/usr/bin/gawk"],
  ["/usr/bin/python3", "/usr/bin/python3.11"],
  ["/usr/bin/python3.11", "/usr/bin/python3.11"],
  // One file that is as many programs as it has names.
  ["/usr/bin/tac", "/usr/lib/coreutils"],
  ["/usr/bin/shred", "/usr/lib/coreutils"],
  ["/usr/lib/coreutils", "/usr/lib/coreutils"],
  ["/tmp/evil/ls", "/tmp/evil/ls"],
  ["/tmp/evil/env", "/tmp/evil/env"],
  ["/tmp/evil/sh", "/tmp/evil/sh"],
  ["/tmp/evil/link-to-ls", "/usr/bin/ls"],
  ["/tmp/evil/notpython", "/usr/bin/python3.11"],
  ["/work/ls", "/work/ls"],
  ["/work/sh", "/work/sh"],
  ["/work/jq", "/work/jq"],
  ["/work/run.sh", "/work/run.sh"],
  ["/home/owner/bin/tool", "/home/owner/bin/tool"],
  ["/home/owner/bin/deep/tool", "/home/owner/bin/deep/tool"],
  ["/home/owner/bin/leads-away", "/tmp/evil/ls"],
]);

const normalise = (path: string): string => posix.resolve("/", path);

export const posixWorld: AnalysisWorld = {
  platform: "linux",
  cwd: "/work",
  look: { isFolder: (path) => path.endsWith("/"), isPlainRepository: () => true },
  locate(name, cwd): LocatedExecutable | null {
    const path = name.includes("/")
      ? normalise(name.startsWith("/") ? name : `${cwd}/${name}`)
      : `/usr/bin/${name}`;
    const realPath = files.get(path);
    return name === "" || realPath === undefined ? null : { path, realPath };
  },
};

const windowsFiles = ["whoami", "bash", "cmd", "rundll32", "mshta", "wscript", "start"].map(
  (name) => `C:\\Windows\\System32\\${name}.exe`,
);
windowsFiles.push("C:\\Windows\\System32\\powershell.exe", "C:\\Program Files\\PowerShell\\pwsh.exe");
windowsFiles.push("C:\\work\\build.bat");

export const windowsWorld: AnalysisWorld = {
  platform: "win32",
  cwd: "C:\\work",
  look: { isFolder: () => false, isPlainRepository: () => false },
  locate(name): LocatedExecutable | null {
    const wanted = name.toLowerCase();
    const found = windowsFiles.find((file) => {
      const lower = file.toLowerCase();
      const base = lower.slice(lower.lastIndexOf("\\") + 1);
      return lower === wanted || base === wanted || base === `${wanted}.exe`;
    });
    return found === undefined ? null : { path: found, realPath: found };
  },
};

const allowed = [
  "ls", "cat", "echo", "true", "git", "rg", "head", "grep", "find", "tar", "python3.11", "node", "perl", "ruby",
  "bash", "dash", "env", "sudo", "xargs", "gawk", "sed", "ssh", "npx",
  "sort", "split", "zip", "wget", "openssl", "gcc-12", "bun", "deno", "java", "dotnet", "vim.basic", "R", "python3.13t",
  "pip3.11", "systemctl", "ld-musl-x86_64.so.1",
]; // biome-ignore format: a list of names

export const standardAllowlist: readonly AllowlistEntry[] = [
  ...allowed.map((name) => ({ pattern: `/usr/bin/${name}` })),
  { pattern: "/usr/bin/tac" },
  { pattern: "/home/owner/bin/*" },
  { pattern: "jq" },
];

export const windowsAllowlist: readonly AllowlistEntry[] = windowsFiles.map((pattern) => ({ pattern }));
