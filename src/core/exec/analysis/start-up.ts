/** Shells that read a file of the owner's whatever they are started for, and the option that keeps them from it. */
const keepsFromFiles: Readonly<Record<string, string>> = {
  csh: "-f",
  fish: "--no-config",
  tcsh: "-f",
  zsh: "-f",
};

/** Whether a shell of this name reads a start-up file though it is no login shell. */
export const readsAlways = (name: string): boolean => Object.hasOwn(keepsFromFiles, name);

/**
 * The words of a request with the shell at this place started so that it reads no start-up file of its
 * owner: no longer as a login shell, and with the option that keeps it from the rest. Null where it would
 * still read one, as for a terminal.
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
