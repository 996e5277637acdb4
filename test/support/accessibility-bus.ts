import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

const missing = ["/usr/libexec/at-spi-bus-launcher", "/usr/bin/dbus-daemon", "/usr/bin/gdbus"];

/** What a bus of assistive technologies needs and this machine has not; null when all is here. */
export function missingForAccessibility(): string | null {
  const file = missing.find((path) => !existsSync(path));
  return file === undefined ? null : `no ${file} on this machine`;
}

/** A session's bus with one of assistive technologies, as long as the test lasts; what is to be in the environment. */
export async function startAccessibilityBus(): Promise<{ readonly DBUS_SESSION_BUS_ADDRESS: string }> {
  // What is switched on for all programs would be kept among the user's settings.
  const env = { ...process.env, XDG_RUNTIME_DIR: temporaryDirectory(), GSETTINGS_BACKEND: "memory" };
  const bus = spawn("/usr/bin/dbus-daemon", ["--session", "--nofork", "--print-address"], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void bus.kill());
  const [address] = await once(bus.stdout, "data");
  return { DBUS_SESSION_BUS_ADDRESS: String(address).trim() };
}

/** The settings of such a bus, as other programs see and change them. */
export function accessibilityOf(environment: Readonly<Record<string, string>>) {
  const call = (verb: string, ...words: readonly string[]) => {
    const target = ["--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"];
    const method = ["--method", `org.freedesktop.DBus.Properties.${verb}`, "org.a11y.Status"];
    const env = { ...process.env, ...environment };
    return String(execFileSync("gdbus", ["call", "--session", ...target, ...method, ...words], { env }));
  };
  return {
    set: (property: "IsEnabled" | "ScreenReaderEnabled") => void call("Set", property, "<true>"),
    isOn: () => call("Get", "IsEnabled").includes("true"),
  };
}
