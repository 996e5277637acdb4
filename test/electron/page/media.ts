import type { MediaAnswer, MediaAsk } from "../protocol.ts";

interface Device {
  readonly kind: string;
  readonly label: string;
  readonly deviceId: string;
}

interface Constraints {
  readonly video?: unknown;
  readonly audio?: unknown;
}

interface MediaDevices {
  enumerateDevices(): Promise<Device[]>;
  getUserMedia(constraints: Constraints): Promise<unknown>;
  getDisplayMedia(constraints: Constraints): Promise<unknown>;
}

/**
 * Runs in the page before its own code. Chromium is told to allow every device; here the app's
 * handlers are asked first, as Electron asks them, and what they deny is denied. Stands alone: its
 * text is what reaches the page.
 */
export function guardMedia(name: string): void {
  const world = globalThis as unknown as Record<string, unknown> & {
    readonly DOMException: new (message: string, name: string) => Error;
    MediaDevices?: { readonly prototype: MediaDevices };
  };
  const prototype = world.MediaDevices?.prototype;
  if (prototype === undefined) return;
  const ask = (what: MediaAsk) => (world[name] as (what: MediaAsk) => Promise<MediaAnswer>)(what);
  const { enumerateDevices, getUserMedia, getDisplayMedia } = prototype;
  const denied = () => new world.DOMException("Permission denied", "NotAllowedError");

  prototype.getUserMedia = async function (constraints) {
    const mediaTypes = (["video", "audio"] as const).filter(
      (type) => constraints[type] !== undefined && constraints[type] !== false,
    );
    if (!(await ask({ kind: "use", mediaTypes })).granted) throw denied();
    return getUserMedia.call(this, constraints);
  };
  prototype.getDisplayMedia = async function (constraints = {}) {
    const audio = constraints.audio !== undefined && constraints.audio !== false;
    const answer = await ask({ kind: "screen", audio });
    if (!answer.granted) throw new world.DOMException("not granted", answer.problem);
    return getDisplayMedia.call(this, constraints);
  };
  prototype.enumerateDevices = async function () {
    const { camera, microphone } = await ask({ kind: "names" });
    const devices = await enumerateDevices.call(this);
    // Without the permission there is one nameless entry of each kind, as in Chromium.
    const known = (device: Device) => (device.kind === "videoinput" ? camera : microphone);
    const first = (device: Device) => devices.find((one) => one.kind === device.kind) === device;
    return devices.flatMap((device) => {
      if (known(device)) return [device];
      return first(device) ? [{ kind: device.kind, label: "", deviceId: "", groupId: "" }] : [];
    });
  };
}
