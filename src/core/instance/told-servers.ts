import { printable } from "../../shared/printable.ts";
import { isRecord } from "../../shared/record.ts";
import { mapToolReason, type ToolReason, type ToolReasonCode } from "../../shared/tool-reason.ts";
import { toolReasons } from "../../shared/words/en/tool-reasons.ts";

const standings = ["off", "starting", "running", "idle", "failed"] as const;

/** How a server of tools does, as other processes are told it. */
export interface ToldServer {
  readonly name: string;
  /** `off`: it is not started; `idle`: it is when it is called. */
  readonly standing: (typeof standings)[number];
  /** Why it failed; null where it did not, or for a reason that this version does not know. */
  readonly why: ToolReason | null;
}

interface KnownServer {
  readonly entry: { readonly name: string };
  readonly standing:
    | { readonly kind: Exclude<ToldServer["standing"], "off" | "failed"> }
    | { readonly kind: "failed"; readonly why: ToolReason }
    | null;
}

/** More than a list may hold. */
const MAX_SERVERS = 100;
/** Enough of what a server said to tell what is wrong, characters. */
const MAX_SAID = 300;

/** What is told of the servers of a list. Pure. */
export const toldServers = (servers: readonly KnownServer[]): readonly ToldServer[] =>
  servers.map(({ entry: { name }, standing }) => ({
    name,
    standing: standing?.kind ?? "off",
    why:
      standing?.kind === "failed" ? mapToolReason(standing.why, (value) => printable(value, MAX_SAID)) : null,
  }));

/** The servers as another process tells them; what is none of ours is left out. Pure. */
export function readToldServers(value: unknown): readonly ToldServer[] {
  const told: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_SERVERS) : [];
  return told.flatMap((one) => {
    if (!isRecord(one) || typeof one.name !== "string") return [];
    const standing = standings.find((kind) => kind === one.standing);
    return standing === undefined
      ? []
      : [{ name: printable(one.name, 100), standing, why: readReason(one.why) }];
  });
}

const isCode = (code: unknown): code is ToolReasonCode =>
  typeof code === "string" && Object.hasOwn(toolReasons, code);

/** Null for a code that this version does not know, and for one without what its words need. */
function readReason(value: unknown): ToolReason | null {
  if (!isRecord(value) || !isCode(value.code)) return null;
  const { code } = value;
  const names = [...toolReasons[code].matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const values = names.map((name) => [name, value[name]] as const);
  if (values.some(([, text]) => typeof text !== "string")) return null;
  const texts = values.map(([name, text]) => [name, printable(String(text))] as const);
  // Its names were just taken from its own words.
  return { code, ...Object.fromEntries(texts) } as ToolReason;
}
