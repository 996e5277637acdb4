import type { Identity } from "./identity.ts";

/** What an identity says about its computer; pinned by the gateway at pairing. */
export type DevicePlatform = Pick<Identity, "platform" | "deviceFamily">;

/** Every pair an identity may carry. */
const devicePlatforms: readonly DevicePlatform[] = [
  { platform: "linux", deviceFamily: "Linux" },
  { platform: "windows", deviceFamily: "Windows" },
  { platform: "macos", deviceFamily: "Mac" },
];

/**
 * The pair for a new identity on this operating system (`process.platform`). Systems for which the gateway has no
 * family are introduced as Linux, the nearest it knows.
 */
export function devicePlatformOf(nodePlatform: string): DevicePlatform {
  if (nodePlatform === "win32") return { platform: "windows", deviceFamily: "Windows" };
  if (nodePlatform === "darwin") return { platform: "macos", deviceFamily: "Mac" };
  return { platform: "linux", deviceFamily: "Linux" };
}

/** The pair named by two stored words, or null when they do not belong together. */
export function readDevicePlatform(platform: unknown, deviceFamily: unknown): DevicePlatform | null {
  return (
    devicePlatforms.find((pair) => pair.platform === platform && pair.deviceFamily === deviceFamily) ?? null
  );
}
