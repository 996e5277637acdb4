import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const project = resolve(import.meta.dirname, "../../..");

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
      (name) => statSync(join(folder, name)).mtimeMs,
    ),
  );
}

/** The tests run what was built; what is older than its sources is built anew. */
export default function setup(): void {
  const page = join(project, "out/renderer/index.html");
  const sources = Math.max(newest(join(project, "src/renderer")), newest(join(project, "src/shared")));
  if (existsSync(page) && statSync(page).mtimeMs > sources) return;
  // In a process of its own: inside the test runner NODE_ENV is "test", and that builds another bundle.
  execFileSync(
    process.execPath,
    [join(project, "node_modules/vite/bin/vite.js"), "build", "--config", "vite.renderer.config.ts"],
    { cwd: project, env: { ...process.env, NODE_ENV: "production" }, stdio: "ignore" },
  );
}
