import type { ListedCamera } from "../../shared/capture-bridge.ts";

/** The existing cameras, the default one first. Enumerating switches none on. */
export async function listCameras(): Promise<readonly ListedCamera[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId !== "")
    .map((device) => ({ id: device.deviceId, name: device.label, facing: facingOf(device) }));
}

/** What the system says of where the camera points; nothing is read out of its name. */
function facingOf(device: MediaDeviceInfo): ListedCamera["facing"] {
  const capabilities = device instanceof InputDeviceInfo ? device.getCapabilities() : {};
  if (capabilities.facingMode?.includes("user")) return "front";
  return capabilities.facingMode?.includes("environment") ? "back" : "unknown";
}
