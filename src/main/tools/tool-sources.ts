import { clipboard, dialog, shell } from "electron";
import type { ToolSources } from "../../core/tools/built-in/sources.ts";
import { windowList } from "../../core/tools/desktop/window-list.ts";
import { failure, success } from "../../shared/result.ts";

const NO_PROGRAM = "the desktop has no program for it";

/** What the desktop app can do for Clawtray's own tools. */
export const desktopToolSources = (platform: NodeJS.Platform): ToolSources => ({
  clipboard: {
    read: async () => success(await clipboard.readText()),
    async write(text) {
      await clipboard.writeText(text);
      return success(undefined);
    },
  },
  opener: {
    async openLink(link) {
      try {
        await shell.openExternal(link);
        return success(undefined);
      } catch {
        return failure(NO_PROGRAM);
      }
    },
    // Its sentence is the system's, in any language, and may hold paths.
    openFile: async (path) =>
      (await shell.openPath(path)) === "" ? success(undefined) : failure(NO_PROGRAM),
  },
  windows: windowList(process.env, platform),
  picker: {
    async pick(several, signal) {
      const properties = ["openFile", ...(several ? (["multiSelections"] as const) : [])] as const;
      const picked = await dialog.showOpenDialog({ properties: [...properties] });
      return picked.canceled || signal.aborted ? null : picked.filePaths;
    },
  },
});
