import { randomBytes } from "node:crypto";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import type { ChoicesProblem } from "../settings/choices-file.ts";
import { openToolSecrets } from "../vault/open.ts";
import type { Vault } from "../vault/vault.ts";
import { QUERY } from "./open-server.ts";
import { removeVariables, type Variables, writeVariables } from "./secrets.ts";
import { readServerUrl } from "./server-url.ts";
import { type NewServer, serverProblem } from "./servers-file.ts";
import { changeToolList, MAX_SERVERS, readToolList, type ServerEntry } from "./tool-list.ts";

/** Where a connection keeps its servers, and the values they are given. */
export interface ToolPlace {
  readonly stateDir: string;
  readonly keyStore: Vault["kind"];
}

/** Why a server was not added or removed, or what is wrong with the list. */
export type KeepFailure =
  | { readonly kind: "server"; readonly why: ToolReason }
  | { readonly kind: "list"; readonly problem: ChoicesProblem };

const because = (why: ToolReason): { readonly ok: false; readonly failure: KeepFailure } =>
  failure({ kind: "server", why });

/** Whether a server could be added, before its values are asked for. */
export function mayBeAdded(server: NewServer, { stateDir }: ToolPlace): Result<void, KeepFailure> {
  const problem = serverProblem(server);
  if (problem !== null) return because(problem);
  const read = readToolList(stateDir);
  if (!read.ok) return failure({ kind: "list", problem: read.failure });
  const taken = whyFull(read.value, server.name);
  return taken === null ? success(undefined) : because(taken);
}

/** Names differ in more than their case: the names of tools are made of them. */
function whyFull(servers: readonly ServerEntry[], name: string): ToolReason | null {
  if (servers.some((entry) => entry.name.toLowerCase() === name.toLowerCase())) return { code: "name-taken" };
  return servers.length >= MAX_SERVERS ? { code: "full", count: String(MAX_SERVERS) } : null;
}

/** Adds a server to the list, every tool off. Values first: a server on the list has what it needs. */
export async function keepServer(server: NewServer, place: ToolPlace): Promise<Result<void, KeepFailure>> {
  const may = mayBeAdded(server, place);
  if (!may.ok) return may;
  const { entry, values } = split(server);
  const secrets = Object.keys(values).length === 0 ? null : randomBytes(16).toString("hex");
  const { store } = openToolSecrets(place.keyStore, place.stateDir);
  if (secrets !== null) {
    const written = await writeVariables(store, secrets, values);
    if (!written.ok) return because(written.failure);
  }
  let taken = null as ToolReason | null;
  const changed = await changeToolList(place.stateDir, (before) => {
    taken = whyFull(before, server.name);
    return taken === null ? [...before, { ...entry, secrets }] : before;
  });
  if (changed.ok && taken === null) return success(undefined);
  if (secrets !== null) await removeVariables(store, secrets);
  if (!changed.ok) return failure({ kind: "list", problem: changed.failure });
  return taken === null ? success(undefined) : because(taken);
}

/** What goes into the list, and what into the vault. */
function split(server: NewServer): { readonly entry: ServerEntry; readonly values: Variables } {
  const { name } = server;
  if (!("url" in server)) {
    const { command, args, variables, contained } = server;
    const env = Object.keys(variables);
    const entry = { name, command, args: [...args], env, contained, secrets: null, tools: [] };
    return { entry, values: variables };
  }
  const read = readServerUrl(server.url);
  if (!read.ok) throw new Error("an address that was read before");
  const { url, query } = read.value;
  const headers = Object.keys(server.headers);
  return {
    entry: { name, url, query: query !== "", headers, secrets: null, tools: [] },
    values: { ...server.headers, ...(query === "" ? {} : { [QUERY]: query }) },
  };
}

/** Takes a server off the list, and then forgets its values. */
export async function removeServer(name: string, place: ToolPlace): Promise<Result<void, KeepFailure>> {
  let secrets: string | null = null;
  const changed = await changeToolList(place.stateDir, (before) => {
    secrets = before.find((entry) => entry.name === name)?.secrets ?? null;
    return before.filter((entry) => entry.name !== name);
  });
  if (!changed.ok) return failure({ kind: "list", problem: changed.failure });
  if (secrets === null) return success(undefined);
  const { store } = openToolSecrets(place.keyStore, place.stateDir);
  const forgotten = await removeVariables(store, secrets);
  return forgotten.ok ? success(undefined) : because({ code: "values-left" });
}
