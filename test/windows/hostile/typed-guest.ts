import { readFileSync, writeFileSync } from "node:fs";
import { typedProgram } from "../../../src/cli/typed.ts";

/** Runs on the Windows computer: `node guest.mjs TYPED READ`, what becomes of each text a person types. */
const [typedFile, readFile] = process.argv.slice(2) as [string, string];
const typed: readonly string[] = JSON.parse(readFileSync(typedFile, "utf8"));
writeFileSync(readFile, JSON.stringify(typed.map((text) => typedProgram(text))));
