import { openAccessibility } from "../../src/core/computer/accessible.ts";
import { markFile } from "../../src/core/computer/announced.ts";

/** Has programs told that assistive technologies are there, until it is killed; the mark is this file. */
const [, , path = ""] = process.argv;

await openAccessibility(process.env, new AbortController().signal, markFile(path));
setInterval(() => {}, 1_000);
