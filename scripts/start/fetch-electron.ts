import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { downloadArtifact } from "@electron/get";

/** Why Electron is missing, and what to do; both are sentences. */
export interface FetchFailure {
  readonly why: string;
  readonly remedy: string;
}

/**
 * Fetches Electron's executable as its own `install-electron` does (the same cache, mirrors and checksums), showing its
 * progress from the first second on. Resolves with null when it is there.
 */
export async function fetchElectron(
  root: string,
  onProgress: (percent: number, megabytes: number) => void,
): Promise<FetchFailure | null> {
  const require = createRequire(join(root, "package.json"));
  const { version } = require("electron/package.json") as { version: string };
  const cacheRoot = process.env.electron_config_cache;
  try {
    await downloadArtifact({
      version,
      artifactName: "electron",
      platform: process.platform,
      arch: process.arch,
      ...(cacheRoot === undefined ? {} : { cacheRoot }),
      checksums: require("electron/checksums.json") as Record<string, string>,
      downloadOptions: {
        quiet: true,
        getProgressCallback({ percent, transferred }: { percent: number; transferred: number }) {
          onProgress(Math.round(percent * 100), transferred / 1e6);
          return Promise.resolve();
        },
      },
    });
  } catch (error) {
    return failureOf(error);
  }
  // From the cache now: it only unpacks.
  const installer = spawn(process.execPath, [require.resolve("electron/install.js")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  installer.stderr.on("data", (data) => {
    said += String(data);
  });
  const [code] = await once(installer, "close");
  return code === 0 ? null : failureOf(new Error(said.trim().split("\n")[0] ?? "unpacking failed"));
}

function failureOf(error: unknown): FetchFailure {
  const text = chainOf(error);
  if (/ENOSPC/.test(text))
    return { why: "the disk is full", remedy: "Make room (about 600 MB), and run npm start again." };
  if (/EACCES|EPERM|EROFS/.test(text))
    return {
      why: "it cannot be written here",
      remedy: "Look at who owns node_modules and the cache folder.",
    };
  if (/checksum|sumchecker/i.test(text))
    return {
      why: "what was fetched is not Electron as its authors published it",
      remedy: "Run npm start again; if it stays so, a mirror or a proxy changes the file (ELECTRON_MIRROR).",
    };
  const network = /(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|CERT\w*|SELF_SIGNED\w*)/;
  const [, code] = network.exec(text) ?? [];
  return {
    why:
      code === undefined
        ? text
        : `${process.env.ELECTRON_MIRROR ?? "github.com"}, where it comes from, cannot be reached (${code})`,
    remedy:
      "Look at the network and run npm start again. Behind a proxy: HTTPS_PROXY=... ELECTRON_GET_USE_PROXY=1 npm start. " +
      "With a mirror: ELECTRON_MIRROR=https://.../ npm start. With an Electron of your own: ELECTRON_OVERRIDE_DIST_PATH=FOLDER npm start.",
  };
}

/** The message, and those of its causes: fetch hides the reason there. */
function chainOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const own = `${error.message}${typeof code === "string" ? ` (${code})` : ""}`;
  return error.cause === undefined ? own : `${own}: ${chainOf(error.cause)}`;
}
