import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";
import { rendererConfig } from "../../vite.renderer.config.ts";

const repository = resolve(import.meta.dirname, "../..");

/** What Node 18.15 lacks of what the app, made for the Node of today's Electron, calls. */
const polyfills = `"use strict";
AbortSignal.any ??= (signals) => {
  const joined = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      joined.abort(signal.reason);
      break;
    }
    signal.addEventListener("abort", () => joined.abort(signal.reason), { once: true });
  }
  return joined.signal;
};
URL.canParse ??= (text, base) => {
  try {
    new URL(text, base);
    return true;
  } catch {
    return false;
  }
};
`;

/**
 * The app of `out/` in a form that Electron 25 can start, in a folder of its own and never in the product: its
 * main process as CommonJS for Node 18 (an Electron before 28 starts no ES module), its pages for Chrome 114
 * (which knows no `light-dark()`). Everything else is the built app as it is.
 */
export async function buildForOldElectron(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildMain(join(folder, "out", "main"));
  await build({
    ...rendererConfig,
    configFile: false,
    logLevel: "warn",
    css: { transformer: "lightningcss" },
    build: {
      ...rendererConfig.build,
      target: "chrome114",
      cssTarget: "chrome114",
      cssMinify: "lightningcss",
      outDir: join(folder, "out", "renderer"),
    },
  });
  cpSync(join(repository, "out", "preload"), join(folder, "out", "preload"), { recursive: true });
  cpSync(join(repository, "assets"), join(folder, "assets"), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "dir");
  const {
    type: _module,
    main: _main,
    ...manifest
  } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, main: "out/main/start.cjs" }));
}

async function buildMain(outDir: string): Promise<void> {
  await build({
    root: repository,
    configFile: false,
    logLevel: "warn",
    build: {
      ssr: join(repository, "src", "main", "index.ts"),
      target: "node18",
      minify: false,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        external: ["electron", "@napi-rs/keyring", "@napi-rs/keyring/keytar", "bufferutil", "utf-8-validate"],
        output: {
          format: "cjs",
          entryFileNames: "index.cjs",
          chunkFileNames: "[name].cjs",
          dynamicImportInCjs: false,
        },
      },
    },
    ssr: { noExternal: true },
  });
  writeFileSync(join(outDir, "start.cjs"), `${polyfills}require("./index.cjs");\n`);
}
