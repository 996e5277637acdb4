import { app, type Session, shell, type WebContents } from "electron";

/** The only places the app opens in a browser, by origin. */
const OUTSIDE_ORIGINS: ReadonlySet<string> = new Set(["https://docs.openclaw.ai"]);

/** Whether an address may be opened outside, in the person's browser. Pure. */
export function mayOpenOutside(url: string): boolean {
  try {
    return OUTSIDE_ORIGINS.has(new URL(url).origin);
  } catch {
    return false;
  }
}

/** Chromium would fetch them from a server of Google's for every session, whether or not a page's spelling is checked. */
export function fetchNoDictionaries(session: Session): void {
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
}

/** The page gets no permission, downloads nothing and reaches nothing but its own files. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  fetchNoDictionaries(session);
  session.on("will-download", (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !(app.isPackaged ? /^app:/ : /^(app|devtools):/).test(details.url) });
  });
}

/** The page stays where it is: no navigation, no new window, no guest page. */
export function guardContents(contents: WebContents): void {
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-frame-navigate", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url);
    return { action: "deny" };
  });
}
