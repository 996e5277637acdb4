import type { MediaAnswer, MediaAsk, MediaStatus } from "../protocol.ts";
import { computer, mustBeReady } from "./computer.ts";
import type { WebContents } from "./web-contents.ts";

/** The one display of this computer: as large as the screen Chromium pretends to have. */
const display = {
  id: 7,
  label: "Display",
  size: { width: 1_280, height: 720 },
  bounds: { x: 0, y: 0, width: 1_280, height: 720 },
  scaleFactor: 1,
};

export const screen = {
  getAllDisplays: () => {
    mustBeReady("The 'screen' module can't be used");
    return [display];
  },
  getPrimaryDisplay: () => display,
  /** The display stays as it is. */
  on(_event: string, _listener: () => void): void {},
};

/** Sources handed out so far: only they can be given to a page. */
const handedOut = new Set<string>();

export const desktopCapturer = {
  async getSources(options: { readonly types: readonly string[] }): Promise<object[]> {
    if (!Array.isArray(options.types)) throw new Error("Invalid options");
    // macOS: without the permission it fails.
    if (computer.platform === "darwin" && status.screen !== "granted")
      throw new Error("Failed to get sources.");
    if (!options.types.includes("screen")) return [];
    const source = { id: "screen:7:0", name: "Entire screen", display_id: String(display.id) };
    handedOut.add(source.id);
    return [source];
  },
};

type Media = keyof typeof computer.mediaStatus;

const status: Record<Media, MediaStatus> = { ...computer.mediaStatus };

/** Linux has neither of these two. */
export const systemPreferences: Record<string, unknown> = {};
if (computer.platform !== "linux") {
  systemPreferences.getMediaAccessStatus = (media: Media) => status[media];
}
if (computer.platform === "darwin") {
  systemPreferences.askForMediaAccess = async (media: Exclude<Media, "screen">) => {
    // The person says yes.
    if (status[media] === "not-determined") status[media] = "granted";
    return status[media] === "granted";
  };
}

const nothing: MediaAnswer = {
  granted: false,
  camera: false,
  microphone: false,
  source: null,
  problem: "NotAllowedError",
};

/** What Electron asks the handlers of the page's session before a page gets a device. */
export async function answerMedia(contents: WebContents | undefined, ask: MediaAsk): Promise<MediaAnswer> {
  if (contents === undefined) return nothing;
  const { session } = contents;
  if (ask.kind === "use") {
    return { ...nothing, granted: await session.grants(contents, "media", ask.mediaTypes) };
  }
  if (ask.kind === "names") {
    const knows = (type: string) => session.knows(contents, "media", type);
    return { ...nothing, granted: true, camera: knows("video"), microphone: knows("audio") };
  }
  if (!session.hasDisplayMedia()) return { ...nothing, problem: "NotSupportedError" };
  const mediaTypes = ask.audio ? ["video", "audio"] : ["video"];
  if (!(await session.grants(contents, "display-capture", mediaTypes))) return nothing;
  const source = await session.displayMedia(contents.mainFrame, ask.audio);
  if (source === null) return { ...nothing, problem: "AbortError" };
  return { ...nothing, granted: handedOut.has(source), source };
}
