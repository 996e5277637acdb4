import { readFile } from "node:fs/promises";

/** A small file of the system's, trimmed; null when it is not there, empty, or not for us. */
export async function readText(path: string): Promise<string | null> {
  try {
    const text = (await readFile(path, "utf8")).replaceAll("\0", "").trim();
    return text === "" ? null : text;
  } catch {
    return null;
  }
}
