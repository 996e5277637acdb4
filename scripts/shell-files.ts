import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

/** The manual page and the completions, beside the built command line: packages install them from there. */
const printed = (...words: string[]): string =>
  execFileSync(process.execPath, ["out/cli/index.js", ...words], { encoding: "utf8" });

mkdirSync("out/cli/share", { recursive: true });
writeFileSync("out/cli/share/clawtray.1", printed("manual"));
writeFileSync("out/cli/share/clawtray.bash", printed("completions", "bash"));
writeFileSync("out/cli/share/_clawtray", printed("completions", "zsh"));
writeFileSync("out/cli/share/clawtray.fish", printed("completions", "fish"));
