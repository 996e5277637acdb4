import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";

const project = resolve(import.meta.dirname, "../../..");

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
      (name) => statSync(join(folder, name)).mtimeMs,
    ),
  );
}

/** The tests run what was built; what is older than its sources is built anew. */
export default async function setup(): Promise<void> {
  const page = join(project, "out/renderer/index.html");
  const sources = Math.max(newest(join(project, "src/renderer")), newest(join(project, "src/shared")));
  if (existsSync(page) && statSync(page).mtimeMs > sources) return;
  await build({ configFile: join(project, "vite.renderer.config.ts"), logLevel: "warn" });
}
