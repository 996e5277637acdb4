import { spawn } from "node:child_process";

/**
 * `together.ts SCRIPT...` runs npm scripts of this package at once and prints each one's output in one piece, in the
 * order given. Exits with 1 when any of them failed, and with 2 when none was named.
 */
interface Ended {
  readonly name: string;
  readonly output: string;
  readonly code: number | null;
}

function run(name: string): Promise<Ended> {
  // npm is a shell script under Windows.
  const child = spawn("npm", ["run", "--silent", name], {
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  const take = (text: string): void => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ name, output: `${output}${error.message}\n`, code: null }));
    child.on("close", (code) => resolve({ name, output, code }));
  });
}

const names = process.argv.slice(2);
if (names.length === 0) {
  process.stderr.write("usage: node scripts/together.ts SCRIPT...\n");
  process.exit(2);
}
const runs = names.map(run);
let failed = false;
for (const running of runs) {
  const { name, output, code } = await running;
  process.stdout.write(output);
  if (code === 0) continue;
  failed = true;
  process.stdout.write(`npm run ${name} failed${code === null ? "" : ` (${code})`}\n`);
}
process.exitCode = failed ? 1 : 0;
