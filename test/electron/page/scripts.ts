import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** Our own source as plain script text: no types, no imports, no exports. */
function scriptOf(file: string): string {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  return stripTypeScriptTypes(source)
    .replace(/^import .*;$/gm, "")
    .replace(/^export /gm, "");
}

const code = `${scriptOf("./codec.ts")}\n${scriptOf("./worlds.ts")}`;

/** Runs in the page's own world at the start of every document. */
export function pageScript(secret: string): string {
  return `(() => { if (window.top !== window) return; ${code}
    enterPageWorld(${JSON.stringify(secret)}); })();`;
}

/** Runs in the preload's world: the preload gets `require` and nothing of Node. Main frame only. */
export function preloadScript(secret: string, binding: string, preload: string): string {
  return `(() => { if (window.top !== window) return; ${code}
    const toMain = globalThis[${JSON.stringify(binding)}];
    enterPreloadWorld(
      ${JSON.stringify(secret)},
      (text) => toMain(text),
      (deliver) => { globalThis.__deliver = deliver; },
      (require) => { (function (require, process, Buffer, setImmediate, global, exports) { ${preload}
      }).call(undefined, require, { type: "renderer", platform: "linux" }, class Buffer extends Uint8Array {},
        (task) => setTimeout(task), globalThis, {}); },
    ); })();`;
}
