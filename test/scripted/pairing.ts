import { randomBytes, randomUUID } from "node:crypto";

/** A device an administrator approved. */
export interface PairedDevice {
  readonly deviceId: string;
  readonly platform: string;
  readonly deviceFamily: string;
  /** The current device token; null when none was issued or it was revoked. */
  token: string | null;
  /** False after its token was revoked: it must be approved for the role again. */
  mayBeNode: boolean;
  /** What was approved of the declared surface, null before the first approval. */
  surface: readonly string[] | null;
}

/** Something an administrator has yet to decide. */
export interface PendingRequest {
  readonly requestId: string;
  readonly deviceId: string;
  readonly createdAt: number;
}

interface PendingDevice extends PendingRequest {
  readonly platform: string;
  readonly deviceFamily: string;
}

interface PendingSurface extends PendingRequest {
  readonly wanted: readonly string[];
}

/**
 * The pairing state of a gateway, as 2026.9.6 keeps it: one pending request per device with a stable id until
 * it expires, then the surface as a second request with an id of its own.
 */
export class PairingState {
  readonly paired = new Map<string, PairedDevice>();
  readonly pendingDevices = new Map<string, PendingDevice>();
  readonly pendingSurfaces = new Map<string, PendingSurface>();
  /** Every device token it ever gave out, for a test that looks for leaks. */
  readonly issuedTokens: string[] = [];
  readonly #requestLifetimeMs: number;

  constructor(requestLifetimeMs: number) {
    this.#requestLifetimeMs = requestLifetimeMs;
  }

  /** The pending request of this device: the same one as before, unless it expired or the device changed. */
  askForDevice(deviceId: string, platform: string, deviceFamily: string): PendingRequest {
    const known = this.pendingDevices.get(deviceId);
    const fresh = known !== undefined && Date.now() - known.createdAt < this.#requestLifetimeMs;
    if (fresh && known.platform === platform && known.deviceFamily === deviceFamily) return known;
    const request = { requestId: randomUUID(), deviceId, createdAt: Date.now(), platform, deviceFamily };
    this.pendingDevices.set(deviceId, request);
    return request;
  }

  approveDevice(deviceId: string): PairedDevice {
    const request = this.pendingDevices.get(deviceId);
    if (request === undefined) throw new Error(`no device request of ${deviceId} is pending`);
    this.pendingDevices.delete(deviceId);
    const device: PairedDevice = {
      deviceId,
      platform: request.platform,
      deviceFamily: request.deviceFamily,
      token: null,
      mayBeNode: true,
      surface: this.paired.get(deviceId)?.surface ?? null,
    };
    this.paired.set(deviceId, device);
    return device;
  }

  /** The device's token, issued when it has none yet. */
  tokenOf(device: PairedDevice): string {
    if (device.token === null) {
      device.token = randomBytes(32).toString("base64url");
      this.issuedTokens.push(device.token);
    }
    return device.token;
  }

  /** Null when everything wanted was approved before. */
  askForSurface(device: PairedDevice, wanted: readonly string[]): PendingRequest | null {
    const approved = device.surface;
    if (approved !== null && wanted.every((name) => approved.includes(name))) {
      this.pendingSurfaces.delete(device.deviceId);
      return null;
    }
    const known = this.pendingSurfaces.get(device.deviceId);
    if (known !== undefined && known.wanted.join() === wanted.join()) return known;
    const request = {
      requestId: randomUUID(),
      deviceId: device.deviceId,
      createdAt: Date.now(),
      wanted,
    };
    this.pendingSurfaces.set(device.deviceId, request);
    return request;
  }

  approveSurface(deviceId: string): PendingRequest {
    const request = this.pendingSurfaces.get(deviceId);
    const device = this.paired.get(deviceId);
    if (request === undefined || device === undefined) {
      throw new Error(`no surface request of ${deviceId} is pending`);
    }
    this.pendingSurfaces.delete(deviceId);
    device.surface = request.wanted;
    return request;
  }

  forget(deviceId: string): void {
    this.paired.delete(deviceId);
    this.pendingDevices.delete(deviceId);
    this.pendingSurfaces.delete(deviceId);
  }
}
