import { dialog } from "electron";

/** Has the person choose a folder in the system's own dialog; null when they chose none. */
export async function pickFolder(title: string): Promise<string | null> {
  const picked = await dialog.showOpenDialog({ title, message: title, properties: ["openDirectory"] });
  return picked.canceled ? null : (picked.filePaths[0] ?? null);
}
