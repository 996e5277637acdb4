import type { Handlers } from "./handlers.ts";
import type { RequestParts } from "./request-parts.ts";

/** What is asked about the servers of tools. */
export const toolHandlers = ({
  tools,
}: RequestParts): Handlers<
  | "add-tool-server"
  | "preview-tool-import"
  | "import-tool-servers"
  | "drop-tool-import"
  | "remove-tool-server"
  | "test-tool-server"
  | "switch-tool"
  | "switch-built-in-tool"
  | "offer-this-computer"
  | "choose-skill-folder"
  | "drop-skill-folder"
  | "add-folder"
  | "let-write-folder"
  | "remove-folder"
> => ({
  "add-tool-server": ({ name, words, variables, contained }) =>
    tools.add({ name, words, variables, contained }),
  "preview-tool-import": ({ text }) => tools.preview(text),
  "import-tool-servers": () => tools.importShown(),
  "drop-tool-import": () => tools.dropImport(),
  "remove-tool-server": ({ server }) => tools.remove(server),
  "test-tool-server": ({ server }) => tools.test(server),
  "switch-built-in-tool": ({ tool, to }) => tools.switchBuiltIn(tool, to),
  "switch-tool": ({ server, tool, to }) => tools.switchTool(server, tool, to),
  "offer-this-computer": ({ on }) => tools.changeSkills({ thisComputer: on }),
  "choose-skill-folder": () => tools.chooseSkillFolder(),
  "drop-skill-folder": () => tools.changeSkills({ folder: null }),
  "add-folder": () => tools.addFolder(),
  "let-write-folder": ({ folder, write }) => tools.letWrite(folder, write),
  "remove-folder": ({ folder }) => tools.removeFolder(folder),
});
