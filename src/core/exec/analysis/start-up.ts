/** Shells that always read a start-up file of the owner's, and the option that stops them. */
const keepsFromFiles: Readonly<Record<string, string>> = {
  csh: "-f",
  fish: "--no-config",
  tcsh: "-f",
  zsh: "-f",
};

/** Whether a shell of this name reads a start-up file even when it is not a login shell. */
export const readsAlways = (name: string): boolean => Object.hasOwn(keepsFromFiles, name);

/**
 * The arguments of a request with the shell at this index started so that it reads none of its owner's start-up files:
 * not as a login shell, and with the option that rules out the rest. Null when it would still read one, as for a
 * terminal.
 */
export function withoutStartUp(argv: readonly string[], at: number, name: string): readonly string[] | null {
  const kept: string[] = [];
  const keep = keepsFromFiles[name];
  if (keep !== undefined) kept.push(keep);
  let next = at + 1;
  for (; next < argv.length; next++) {
    const word = argv[next] as string;
    if (word === "--login") continue;
    if (word === "--interactive" || word === "--rcfile" || word === "--init-file") return null;
    if (!/^-[A-Za-z]+$/.test(word)) {
      if (word.startsWith("--") && word !== "--") {
        kept.push(word);
        continue;
      }
      break;
    }
    if (word.includes("i")) return null;
    const rest = word.replaceAll("l", "");
    if (rest !== "-") kept.push(rest);
    if (rest.includes("c") || rest.includes("o")) {
      next++;
      break;
    }
  }
  return [...argv.slice(0, at + 1), ...kept, ...argv.slice(next)];
}
