/** The whole device id in groups of four, for reading aloud and comparing: `ab12 cd34 ...`. */
export function fingerprintOf(deviceId: string): string {
  return deviceId.match(/.{1,4}/g)?.join(" ") ?? "";
}

/** The first 16 hex digits of the device id, used wherever a line is short. */
export function shortFingerprintOf(deviceId: string): string {
  return deviceId.slice(0, 16);
}
