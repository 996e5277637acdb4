import { builtinModules } from "node:module";
import { defineConfig } from "vite";

/** The CLI is one file of ours: bundled, so that a start reads one module instead of hundreds. */
export default defineConfig({
  build: {
    target: "node20",
    ssr: "src/cli/index.ts",
    outDir: "out/cli",
    emptyOutDir: true,
    minify: false,
    // The texts of the licences of all that is bundled, beside the bundle.
    license: { fileName: "LICENSES.md" },
    rollupOptions: {
      external: [
        /^node:/,
        ...builtinModules,
        "@napi-rs/keyring",
        "@napi-rs/keyring/keytar",
        "bufferutil",
        "utf-8-validate",
      ],
      output: { entryFileNames: "[name].js", format: "es" },
    },
  },
  ssr: { noExternal: true },
});
