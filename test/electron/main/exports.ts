import * as electron from "./electron.ts";

/** The double as the module "electron": by name, and whole as its default, as Electron offers itself. */
export * from "./electron.ts";
export default electron;
