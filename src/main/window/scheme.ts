import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol, type Session } from "electron";
import { contentSecurityPolicy, noPermissions } from "../../shared/page-policy.ts";

/** The page's own scheme: unlike file://, it has an origin and reaches no other file. */
export const PAGE_ORIGIN = "app://clawtray";
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;
/** The same page, drawn as the small question window. */
export const QUESTION_URL = `${PAGE_URL}?page=question`;
/** The same page, drawn as the small window in which the owner asks the agent. */
export const ASK_URL = `${PAGE_URL}?page=ask`;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json; charset=utf-8",
};

/** Must run before the app is ready: Electron fixes a scheme's privileges at start. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * The file that a page address means, or null when it is not one of ours: other hosts, other file types, and every way
 * out of the folder. Pure.
 */
export function pageFile(url: string, folder: string): { path: string; mediaType: string } | null {
  let address: URL;
  let name: string;
  try {
    address = new URL(url);
    name = decodeURIComponent(address.pathname);
  } catch {
    return null;
  }
  if (address.protocol !== "app:" || address.host !== "clawtray" || name.includes("\0")) return null;
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder + sep)) return null;
  const mediaType = MEDIA_TYPES[extname(path)];
  return mediaType === undefined ? null : { path, mediaType };
}

/** Answers `app://clawtray/...` in this session with the built page's files. */
export function servePage(session: Session, folder: string, permissionsPolicy = noPermissions): void {
  const headers = {
    "Content-Security-Policy": contentSecurityPolicy,
    "Permissions-Policy": permissionsPolicy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
  session.protocol.handle("app", async (request) => {
    const file = request.method === "GET" ? pageFile(request.url, folder) : null;
    if (file === null) return new Response(null, { status: 404, headers });
    try {
      const body = await readFile(file.path);
      return new Response(body, { headers: { ...headers, "Content-Type": file.mediaType } });
    } catch {
      return new Response(null, { status: 404, headers });
    }
  });
}
