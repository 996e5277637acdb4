import { englishFor } from "../shared/words/on-windows.ts";

/** What the terminal says about the node: English, in the terms of this system. */
export const english = englishFor(process.platform);
