import { defineConfig } from "electron-vite";
import { rendererConfig } from "./vite.renderer.config.ts";

/** Loaded from node_modules at run time: Electron itself, and the keychain's native binary. */
const external = ["electron", "@napi-rs/keyring", "@napi-rs/keyring/keytar", "bufferutil", "utf-8-validate"];

/**
 * Three builds. main is ESM and bundled whole, so that a start reads few files out of the archive;
 * each preload is one CommonJS file, because a sandboxed preload can be nothing else.
 */
export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      minify: false,
      // The texts of the licences of all that is bundled, for the packages.
      license: { fileName: "LICENSES.md" },
      outDir: "out/main",
      rollupOptions: {
        input: "src/main/index.ts",
        external,
        output: { format: "es", entryFileNames: "index.js", chunkFileNames: "[name].js" },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      minify: false,
      outDir: "out/preload",
      rollupOptions: {
        // They share no module, so that each stays one file.
        input: { index: "src/preload/index.ts", capture: "src/preload/capture.ts" },
        external,
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: rendererConfig,
});
