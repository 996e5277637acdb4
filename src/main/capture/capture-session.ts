import { type Session, session, type WebContents, type WebFrameMain } from "electron";
import { capturePermissions } from "../../shared/page-policy.ts";
import { guardSession } from "../window/guard.ts";
import { servePage } from "../window/scheme.ts";
import { type CaptureGrant, mayKnow, mayUse } from "./grant.ts";

/** The session of the capture pages: anything not currently granted to this very page is denied. */
export interface CaptureSession {
  readonly session: Session;
  grant(contents: WebContents, grant: CaptureGrant): void;
  revoke(contentsId: number): void;
}

interface MediaDetails {
  /** In a request: camera and microphone. */
  readonly mediaTypes?: readonly string[];
  /** In a check. */
  readonly mediaType?: string;
}

/** A session of its own, in memory, apart from the window's, which never gets a permission. */
export function openCaptureSession(pages: string): CaptureSession {
  const own = session.fromPartition("clawtray-capture");
  const grants = new Map<number, { readonly contents: WebContents; readonly grant: CaptureGrant }>();
  guardSession(own);
  servePage(own, pages, capturePermissions);

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
