import { resolve } from "node:path";
import { defineConfig, type UserConfig } from "vite";

const root = resolve(import.meta.dirname, "src/renderer");

/**
 * The window's page and the one that captures: relative paths, so that it works under any scheme; nothing inlined, so that the
 * content security policy can stay strict.
 */
export const rendererConfig: UserConfig = {
  root,
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "chrome140",
    outDir: resolve(import.meta.dirname, "out/renderer"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    license: { fileName: "LICENSES.md" },
    rollupOptions: { input: [resolve(root, "index.html"), resolve(root, "capture.html")] },
  },
};

export default defineConfig(rendererConfig);
