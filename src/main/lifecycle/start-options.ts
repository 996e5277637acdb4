import { isAbsolute, resolve } from "node:path";

/** What the command line requested. Values only; a secret is never one of our arguments. */
export interface StartOptions {
  /** Started at login: no window until somebody asks for one. */
  readonly hidden: boolean;
  /** Opens the window that asks the agent, in place of the main one: a shortcut of the desktop's starts this. */
  readonly ask: boolean;
  readonly stateDir: string | null;
  readonly keyStore: "keychain" | "file" | null;
  /** An `oc-pair://` link that the desktop handed over as an argument. */
  readonly link: string | null;
}

const isLink = (argument: string): boolean => /^oc-pair:/i.test(argument);

function valueAfter(args: readonly string[], name: string): string | null {
  for (const [index, arg] of args.entries()) {
    if (arg === name) return args[index + 1] ?? null;
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
  }
  return null;
}

/**
 * Reads a command line of this app, or of a second start of it (`workingDirectory` is then the second one's). Unknown
 * arguments are ignored: Chromium and the desktop add their own.
 */
export function readStartOptions(args: readonly string[], workingDirectory: string): StartOptions {
  const stateDir = valueAfter(args, "--state-dir");
  const keyStore = valueAfter(args, "--key-store");
  return {
    hidden: args.includes("--hidden"),
    ask: args.includes("--ask"),
    stateDir: stateDir === null || isAbsolute(stateDir) ? stateDir : resolve(workingDirectory, stateDir),
    keyStore: keyStore === "file" || keyStore === "keychain" ? keyStore : null,
    link: args.find(isLink) ?? null,
  };
}

/** The value of one of Chromium's switches, written `--name=value`; empty when it was not given. Pure. */
export const readSwitch = (args: readonly string[], name: string): string =>
  args.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

/**
 * Removes a link from this process's argument list, where other users of this computer could read its one-time sign-in
 * for as long as the app runs. On Linux and macOS setting the title overwrites that list; Windows shows it only to the
 * same user and the administrators, and has no way to change it.
 */
export function hideLinkFromProcessList({ link }: StartOptions): void {
  if (link === null) return;
  const rest = process.argv.filter((argument) => !isLink(argument));
  process.argv.splice(0, process.argv.length, ...rest);
  if (process.platform !== "win32") process.title = rest.join(" ");
}
