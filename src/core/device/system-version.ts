import { release } from "node:os";
import { join } from "node:path";
import { readText } from "./read-text.ts";

/** The version a person knows the system by: the distribution's name, macOS 15.1, Windows 10.0.26100. */
export async function readSystemVersion(platform: NodeJS.Platform, root = "/"): Promise<string> {
  const found =
    platform === "linux" ? await distribution(root) : platform === "darwin" ? await macos(root) : null;
  return found ?? release();
}

async function distribution(root: string): Promise<string | null> {
  const text =
    (await readText(join(root, "etc/os-release"))) ?? (await readText(join(root, "usr/lib/os-release")));
  return /^PRETTY_NAME=["']?([^"'\n]{1,200})/m.exec(text ?? "")?.[1] ?? null;
}

/** Node reports only the kernel's version, which is numbered differently. */
async function macos(root: string): Promise<string | null> {
  const text = await readText(join(root, "System/Library/CoreServices/SystemVersion.plist"));
  return /<key>ProductVersion<\/key>\s*<string>([\d.]{1,20})</.exec(text ?? "")?.[1] ?? null;
}
