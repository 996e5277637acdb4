/** The three desktops this app is made for; anything else behaves like Linux. */
export type DesktopPlatform = "linux" | "win32" | "darwin";

/** The platform this process runs on. */
export function desktopPlatform(): DesktopPlatform {
  return process.platform === "win32" || process.platform === "darwin" ? process.platform : "linux";
}
