import { builtinModules, createRequire } from "node:module";
import { defineConfig, type Plugin } from "vite";

/**
 * `import` of `node:http` asks for each of its exports, and its `WebSocket` loads all of undici: 50 ms of every
 * start that looks at a gateway. `require` does not.
 */
const requiredHttp: Plugin = {
  name: "required-http",
  enforce: "pre",
  resolveId: (id) => (/^(node:)?http$/.test(id) ? "\0required-http" : null),
  load(id) {
    if (id !== "\0required-http") return null;
    const names = Object.keys(createRequire(import.meta.url)("node:http")).filter(
      (name) => !/^(WebSocket|CloseEvent|MessageEvent)$/.test(name),
    );
    return `import { createRequire } from "node:module";
const http = createRequire(import.meta.url)("node:http");
export default http;
export const { ${names.join(", ")} } = http;`;
  },
};

/**
 * The CLI is bundled, so that a start reads a few files instead of hundreds: what every command needs, and what this
 * one needs (docs/decisions/bundled-cli.md).
 */
export default defineConfig({
  plugins: [requiredHttp],
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
        /^node:(?!http$)/,
        ...builtinModules.filter((name) => name !== "http"),
        "@napi-rs/keyring",
        "@napi-rs/keyring/keytar",
        "bufferutil",
        "utf-8-validate",
      ],
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        format: "es",
        // Comments are an eighth of the package, and in the sources; licences are told beside the bundle.
        comments: { legal: true, annotation: false, jsdoc: false },
        codeSplitting: {
          groups: [
            { name: "program", test: /src\/cli\/(index|arguments|ended|unexpected)\.ts$/, priority: 4 },
            {
              name: "folder",
              test: /src\/(core\/node\/folder|core\/instance\/last-state|cli\/status)\.ts$/,
              priority: 3,
            },
            { name: "rules", test: /src\/cli\/(approvals|activity)\.ts$/, priority: 2 },
            { name: "node", test: /src\/core\/node\/open\.ts$/, priority: 1 },
          ],
        },
      },
      preserveEntrySignatures: "strict",
    },
  },
  ssr: { noExternal: true },
});
