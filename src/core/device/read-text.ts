import { readFile } from "node:fs/promises";

/** A small system file, trimmed; null when it is missing, empty, or not readable by us. */
export async function readText(path: string): Promise<string | null> {
  try {
    const text = (await readFile(path, "utf8")).replaceAll("\0", "").trim();
    return text === "" ? null : text;
  } catch {
    return null;
  }
}
