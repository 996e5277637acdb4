/**
 * What an administrator runs to see the fingerprint. The fingerprint of a device is its device id, written as gateways
 * write it: 64 hex digits without spaces, so that it can be searched for. The table that `openclaw devices list` prints
 * shows no id for a request with a display name; `--json` has it as `deviceId` (2026.1.29, 2026.6.11 and 2026.9.6).
 */
export const compareCommand = "openclaw devices list --json";

/** In groups of four, for drawing with gaps between them. Joined, they are the fingerprint again. */
export function groupsOf(fingerprint: string): readonly string[] {
  return fingerprint.match(/.{1,4}/g) ?? [];
}

/** The first 16 hex digits: identifies a device in a short line. Not for comparing; another key may begin the same. */
export function shortFingerprintOf(deviceId: string): string {
  return deviceId.slice(0, 16);
}
