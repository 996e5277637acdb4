import { readFileSync, statSync } from "node:fs";
import type { GivenSecrets } from "../core/environment/own-environment.ts";
import {
  type EdgeHeader,
  type EdgeHeaderProblem,
  readHeader,
  readHeaderLines,
  withoutTwins,
} from "../core/gateway/edge-headers.ts";
import type { OpenFolder } from "../core/node/folder.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { shown } from "./argument-values.ts";
import { type EdgeArguments, headerSentence } from "./edge-arguments.ts";
import { readInput } from "./input.ts";
import { openPlace } from "./open-place.ts";
import type { Place } from "./place.ts";
import { ask } from "./terminal.ts";

/** Longer than any list of headers, bytes. */
const MAX_FILE = 65_536;

const ID = "CF_ACCESS_CLIENT_ID";
const SECRET = "CF_ACCESS_CLIENT_SECRET";
const LINES = "CLAWTRAY_EDGE_HEADERS";

const nothingAsked: EdgeArguments = { names: [], file: null, forget: false };

/** Headers that were given, and whether a person wanted them sent here. */
export interface GivenEdgeHeaders {
  readonly headers: readonly EdgeHeader[];
  /** False for one that is only in the environment, which may be meant for another program. */
  readonly asked: boolean;
}

/**
 * The headers for what stands in front of the gateway: a Cloudflare Access service token or lines of headers in the
 * environment, a file, standard input, or the answer to a question. If one is given twice, the command line's counts. A
 * failure is a sentence that repeats no value.
 */
export async function takeEdgeHeaders(
  given: GivenSecrets,
  { names, file }: EdgeArguments = nothingAsked,
): Promise<Result<GivenEdgeHeaders, string>> {
  const environment = fromEnvironment(given.values);
  if (!environment.ok) return environment;
  const listed = file === null ? success([]) : await fromFile(file);
  if (!listed.ok) return listed;
  const typed = await fromPerson(names);
  if (!typed.ok) return typed;
  const asked = sentence(withoutTwins([...listed.value, ...typed.value]), "The command line");
  if (!asked.ok) return asked;
  const own = new Set(asked.value.map(({ name }) => name.toLowerCase()));
  const others = environment.value.filter(({ name }) => !own.has(name.toLowerCase()));
  const all = sentence(withoutTwins([...others, ...asked.value]), "The environment");
  return all.ok ? success({ headers: all.value, asked: asked.value.length > 0 }) : all;
}

const sentence = <Value>(result: Result<Value, EdgeHeaderProblem>, where: string): Result<Value, string> =>
  result.ok ? result : failure(headerSentence(result.failure, where));

function fromEnvironment(values: GivenSecrets["values"]): Result<readonly EdgeHeader[], string> {
  const lines = sentence(readHeaderLines(values[LINES] ?? ""), LINES);
  if (!lines.ok) return lines;
  const [id, secret] = [(values[ID] ?? "").trim(), (values[SECRET] ?? "").trim()];
  if (id === "" && secret === "") return lines;
  if (id === "" || secret === "") return failure(`${ID} and ${SECRET} go together: set both, or neither.`);
  // Source: openclaw 2026.9.6, docs/gateway/cloudflare-access.md, step 4.
  const pair = [readHeader("CF-Access-Client-Id", id), readHeader("CF-Access-Client-Secret", secret)];
  const headers = [...lines.value];
  for (const header of pair) {
    if (!header.ok) return failure(headerSentence(header.failure, `${ID} or ${SECRET}`));
    headers.push(header.value);
  }
  return success(headers);
}

async function fromFile(file: string): Promise<Result<readonly EdgeHeader[], string>> {
  const what = file === "-" ? "Standard input" : `"${shown(file)}"`;
  const text = file === "-" ? await readInput() : readList(file);
  if (text === null)
    return failure(`${what} cannot be read as headers. Write one NAME: VALUE per line, 64 KiB at most.`);
  const headers = sentence(readHeaderLines(text), what);
  return headers.ok && headers.value.length === 0 ? failure(`${what} contains no headers.`) : headers;
}

function readList(file: string): string | null {
  try {
    return statSync(file).size > MAX_FILE ? null : readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

async function fromPerson(names: readonly string[]): Promise<Result<readonly EdgeHeader[], string>> {
  const headers: EdgeHeader[] = [];
  for (const name of names) {
    const value = await ask(`Value of ${name} (not shown): `, { hidden: true });
    if (value === null)
      return failure(
        process.stdin.isTTY
          ? "No value was given, and nothing was changed."
          : `Nobody can be asked for the value of ${name} here. Write NAME: VALUE into a file for --edge-header-file, or into ${LINES}.`,
      );
    const header = readHeader(name, value);
    if (!header.ok) return failure(headerSentence(header.failure, "--edge-header"));
    headers.push(header.value);
  }
  return success(headers);
}

/**
 * Keeps them for the gateway in the settings: values in the vault, names in the settings. Without TLS they are refused
 * if a person asked for them, and left out otherwise. A failure is a sentence.
 */
export async function keepEdgeHeaders(
  { settings, open }: Pick<OpenFolder, "settings" | "open">,
  { headers, asked }: GivenEdgeHeaders,
  { forget }: Pick<EdgeArguments, "forget">,
): Promise<Result<void, string>> {
  const { gateway } = settings.read();
  if (headers.length === 0 && !forget) return success(undefined);
  if (gateway === null)
    return asked || forget
      ? failure("Headers are kept for one gateway. Specify it: --gateway HOST")
      : success(undefined);
  if (!gateway.url.startsWith("wss:") && headers.length > 0)
    return asked
      ? failure(
          "Headers for an access page are sent over TLS only. Write the address of the gateway as wss://HOST.",
        )
      : success(undefined);
  const settled = await open.vault.settle({ holdsIdentity: false });
  const written = settled.ok ? await open.vault.writeEdgeHeaders(gateway.url, headers) : settled;
  if (!written.ok) return failure(`The headers cannot be kept (${written.failure.detail}).`);
  const { edgeHeaders: _before, ...rest } = gateway;
  const names = headers.map(({ name }) => name);
  const saved = await settings.update({
    gateway: names.length === 0 ? rest : { ...rest, edgeHeaders: names },
  });
  return saved.ok ? saved : failure(`The settings cannot be written (${saved.failure.detail}).`);
}

/** The headers kept for the gateway in use, for a check of it; empty when they cannot be read. */
export async function keptEdgeHeaders(place: Place): Promise<readonly EdgeHeader[]> {
  const opened = openPlace(place);
  if (!opened.ok) return [];
  const { settings, open } = opened.value;
  const { gateway } = settings.read();
  if (gateway === null || (gateway.edgeHeaders ?? []).length === 0) return [];
  const read = await open.vault.readEdgeHeaders(gateway.url);
  return read.ok ? read.value : [];
}
