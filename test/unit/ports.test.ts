import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";

const many = Array.from({ length: 300 }, (_, index) => index);

test("no port is given twice, not by another process either, as long as whoever asked is there", async () => {
  const module = new URL("../../scripts/gateway/ports.ts", import.meta.url).href;
  const program = `
    const { findFreePort } = await import(${JSON.stringify(module)});
    const found = [];
    for (let left = ${many.length}; left > 0; left -= 1) found.push(await findFreePort());
    console.log(JSON.stringify(found));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const [own, [told]] = await Promise.all([
    Promise.all(many.map(() => findFreePort())),
    once(child.stdout.setEncoding("utf8"), "data"),
  ]);
  const theirs: readonly number[] = JSON.parse(String(told));
  expect(new Set([...own, ...theirs]).size).toBe(2 * many.length);
});
