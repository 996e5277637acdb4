import type { DesktopCapturerSource } from "electron";

/** What one capture page may use, for as long as its capture lasts. */
export interface CaptureGrant {
  /** `names`: the page may read which cameras there are, but use none. */
  readonly camera: "names" | "use" | false;
  readonly microphone: boolean;
  /** The one screen it is given when it asks for any. */
  readonly screen: DesktopCapturerSource | null;
}

/** Whether a page with this grant gets what it requests. Everything requested must be granted. Pure. */
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

/** Whether a page with this grant may know about it, such as the names of devices. Pure. */
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
