import { app, type Session, type WebPreferences } from "electron";

/** What applies to each of our pages: isolated, sandboxed, and without Node. */
export const pagePreferences = (preload: string, session: Session): WebPreferences => ({
  preload,
  session,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
  devTools: !app.isPackaged,
});
