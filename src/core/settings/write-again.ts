import { withLock } from "../files/lock.ts";
import { openSettings, settingsIn } from "./open.ts";
import { writeSettings } from "./settings-file.ts";

/**
 * Writes the settings of a state folder as they are, so that their version says whether there are further
 * connections. What is damaged waits for its owner's next change, and what cannot be written is tried then:
 * every write says it.
 */
export async function writeAgain(stateDir: string): Promise<void> {
  const file = settingsIn(stateDir);
  await withLock(file.path, async () => {
    const opened = openSettings(stateDir);
    if (opened.ok && opened.value.recovered === null) await writeSettings(file, opened.value.read());
  });
}
