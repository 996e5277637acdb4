/** The device id in groups of four, for reading aloud. */
export function fingerprintOf(deviceId: string): string {
  return (deviceId.match(/.{1,4}/g) ?? []).join(" ");
}

/** The first 16 hex digits, for short lines. */
export function shortFingerprintOf(deviceId: string): string {
  return deviceId.slice(0, 16);
}
