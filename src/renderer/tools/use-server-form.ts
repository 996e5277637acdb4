import { useState } from "preact/hooks";
import type { AppRequest } from "../../shared/bridge.ts";
import { HEADER_NAME } from "../../shared/edge-header.ts";
import { looksLikeUrl } from "../../shared/text/looks-like-url.ts";
import { splitWords } from "../../shared/text/split-words.ts";
import { SERVER_NAME, VARIABLE_NAME } from "../../shared/tool-server-names.ts";
import { useApp } from "../app/app-context.ts";

export type Rights = "full" | "network" | "offline";

interface TypedVariable {
  readonly name: string;
  readonly value: string;
}

interface TypedServer {
  readonly name: string;
  readonly command: string;
  readonly variables: readonly TypedVariable[];
  readonly rights: Rights;
}

type Problem =
  | "name"
  | "taken"
  | "command"
  | "quote"
  | "path"
  | "variable"
  | "twice"
  | "address"
  | "header"
  | "headerTwice";

export interface ServerForm extends TypedServer {
  /** The command as it is understood; null while a quotation mark is open. */
  readonly words: readonly string[] | null;
  /** Whether it is an address: what would be variables are headers then. */
  readonly isRemote: boolean;
  /** What is wrong, once it was tried. */
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly change: (part: Partial<TypedServer>) => void;
  readonly changeVariable: (at: number, part: Partial<TypedVariable>) => void;
  /** The request, where nothing is wrong with it. */
  readonly submit: () => Promise<boolean>;
}

const empty: TypedServer = { name: "", command: "", variables: [], rights: "full" };

/** What is typed about a new server. */
export function useServerForm(): ServerForm {
  const { snapshot, request } = useApp();
  const [typed, setTyped] = useState(empty);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const words = splitWords(typed.command, { windows: snapshot.app.platform === "win32" });
  const change = (part: Partial<TypedServer>) => setTyped((before) => ({ ...before, ...part }));
  return {
    ...typed,
    words,
    isRemote: looksLikeUrl(typed.command),
    problem,
    busy,
    change,
    changeVariable: (at, part) =>
      change({ variables: typed.variables.map((one, index) => (index === at ? { ...one, ...part } : one)) }),
    async submit() {
      const taken = snapshot.tools.servers.map(({ name }) => name.toLowerCase());
      const found = problemOf(typed, words, taken);
      setProblem(found);
      if (found !== null || words === null || busy) return false;
      setBusy(true);
      const outcome = await request(requestOf(typed, words));
      setBusy(false);
      return outcome.ok;
    },
  };
}

function problemOf(
  { name, command: line, variables }: TypedServer,
  words: readonly string[] | null,
  taken: readonly string[],
): Problem | null {
  if (!SERVER_NAME.test(name)) return "name";
  if (taken.includes(name.toLowerCase())) return "taken";
  if (words === null) return "quote";
  if (looksLikeUrl(line)) {
    if (words.length !== 1) return "address";
    if (variables.some((one) => !HEADER_NAME.test(one.name) || one.value === "")) return "header";
    return new Set(variables.map((one) => one.name.toLowerCase())).size < variables.length
      ? "headerTwice"
      : null;
  }
  const [command = ""] = words;
  if (command === "") return "command";
  if (/^[.~]|[\\/]/.test(command) && !/^([\\/]|[A-Za-z]:[\\/])/.test(command)) return "path";
  if (variables.some((one) => !VARIABLE_NAME.test(one.name) || one.value === "")) return "variable";
  return new Set(variables.map((one) => one.name)).size < variables.length ? "twice" : null;
}

const requestOf = (
  { name, command, variables, rights }: TypedServer,
  words: readonly string[],
): AppRequest => ({
  kind: "add-tool-server",
  name,
  words: [...words],
  variables: variables.map((one) => ({ ...one })),
  contained: rights === "full" || looksLikeUrl(command) ? null : { network: rights === "network" },
});
