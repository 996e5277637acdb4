import { type Session, session, type WebContents, type WebFrameMain } from "electron";
import { guardSession } from "../window/guard.ts";
import { servePage } from "../window/scheme.ts";

/** What one capture page may use, for as long as its capture lasts. */
export interface CaptureGrant {
  /** Names of the devices may be read; with `false` nothing at all is allowed. */
  readonly camera: "names" | "use" | false;
  readonly microphone: boolean;
  /** The one screen it is given when it asks for any. */
  readonly screen: Electron.DesktopCapturerSource | null;
}

/** The session of the capture pages: what is not granted to this very page now is denied. */
export interface CaptureSession {
  readonly session: Session;
  grant(contents: WebContents, grant: CaptureGrant): void;
  revoke(contentsId: number): void;
}

interface MediaDetails {
  /** Of a request: camera and microphone. */
  readonly mediaTypes?: readonly string[];
  /** Of a check. */
  readonly mediaType?: string;
}

/** A session of its own, in memory, apart from the window's, which never gets a permission. */
export function openCaptureSession(pages: string): CaptureSession {
  const own = session.fromPartition("clawtray-capture");
  const grants = new Map<number, { readonly contents: WebContents; readonly grant: CaptureGrant }>();
  guardSession(own);
  servePage(own, pages);

  const grantOf = (contents: WebContents | null): CaptureGrant | null =>
    contents === null ? null : (grants.get(contents.id)?.grant ?? null);
  const grantOfFrame = (frame: WebFrameMain | null): CaptureGrant | null =>
    [...grants.values()].find(({ contents }) => !contents.isDestroyed() && contents.mainFrame === frame)
      ?.grant ?? null;

  own.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(mayUse(grantOf(contents), permission, (details as MediaDetails).mediaTypes ?? []));
  });
  own.setPermissionCheckHandler((contents, permission, _origin, details) =>
    mayKnow(grantOf(contents), permission, (details as MediaDetails).mediaType),
  );
  own.setDisplayMediaRequestHandler((request, answer) => {
    const screen = grantOfFrame(request.frame)?.screen ?? null;
    answer(screen === null || !request.videoRequested ? null : { video: screen });
  });

  return {
    session: own,
    grant: (contents, grant) => void grants.set(contents.id, { contents, grant }),
    revoke: (contentsId) => void grants.delete(contentsId),
  };
}

/** Whether a page with this grant gets what it asks for. Everything asked for must be granted. Pure. */
export function mayUse(
  grant: CaptureGrant | null,
  permission: string,
  mediaTypes: readonly string[],
): boolean {
  if (grant === null) return false;
  if (permission === "display-capture") return grant.screen !== null && !mediaTypes.includes("audio");
  if (permission !== "media" || mediaTypes.length === 0) return false;
  return mediaTypes.every((type) => {
    if (type === "video") return grant.camera === "use";
    return type === "audio" && grant.microphone;
  });
}

/** Whether a page with this grant may know of it, as the names of devices are known. Pure. */
export function mayKnow(
  grant: CaptureGrant | null,
  permission: string,
  mediaType: string | undefined,
): boolean {
  if (grant === null) return false;
  if (permission === "display-capture") return grant.screen !== null;
  if (permission !== "media") return false;
  return mediaType === "audio" ? grant.microphone : mediaType === "video" && grant.camera !== false;
}
