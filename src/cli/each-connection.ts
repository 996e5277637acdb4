import type { Connection } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { isReady } from "../core/connections/ready.ts";
import type { Ended } from "./ended.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { asWord, type Place, rootDirOf } from "./place.ts";
import { answer, print, printError, printJson } from "./print.ts";

/** What a look at one connection found: a value for a program, sentences for a person. */
export interface Look extends Ended {
  readonly value: object;
  readonly text: string;
}

/** One of several connections, with the options of a command that names it. */
export interface Meant<Options extends Place> {
  readonly connection: Connection;
  readonly options: Options;
}

/** The connections a command is about where none was named: all, if there are several. Empty for one alone. */
export function severalMeant<Options extends Place>(options: Options): readonly Meant<Options>[] {
  if (options.connection !== null) return [];
  const all = listConnections(rootDirOf(options));
  if (all.length < 2) return [];
  return all.map((connection) => ({
    connection,
    options: { ...options, connection: connection.first ? null : connection.id },
  }));
}

/** What stands above what is said of one of several connections, and what its commands take. */
const headingOf = ({ name, first }: Connection): string =>
  `Connection "${name}"${first ? "" : ` (for its commands: --connection ${asWord(name)})`}\n`;

/**
 * Looks at the connection that was named, or at all of them: each under its name; in JSON with the keys of the first,
 * and `connections` besides. What keeps one from being looked at is told where it would stand.
 */
export async function lookAtEach<Options extends Place>(
  options: Options,
  look: (options: Options, connection: Connection | null) => Promise<Look | Ended>,
): Promise<Ended> {
  const meant = severalMeant(options);
  if (meant.length === 0) {
    const found = await look(options, null);
    if ("value" in found) answer(options, found.value, found.text);
    return found;
  }
  const looks: { readonly connection: Connection; readonly found: Look | Ended }[] = [];
  for (const { connection, options: of } of meant) {
    if (!options.json) print(`${looks.length === 0 ? "" : "\n"}${headingOf(connection)}`);
    const found = await look(of, connection);
    if (!options.json && "value" in found) print(found.text);
    looks.push({ connection, found });
  }
  const valueIn = (found: Look | Ended | undefined): object =>
    found !== undefined && "value" in found ? found.value : {};
  if (options.json)
    printJson({
      ...valueIn(looks[0]?.found),
      connections: looks.map(({ connection: { id, name }, found }) => ({ id, name, ...valueIn(found) })),
    });
  return endOf(looks);
}

/** The first that is not as it should be; one that has no gateway yet is nobody's fault. */
function endOf(looks: readonly { readonly connection: Connection; readonly found: Ended }[]): Ended {
  const codes: readonly ExitCode[] = looks
    .filter(({ connection }) => isReady(connection))
    .map(({ found }) => found.code);
  return {
    code: codes.find((code) => code !== exitCode.ok) ?? exitCode.ok,
    busy: looks.some(({ found }) => found.busy),
  };
}

/** Says which connection a change is made for, where there are several and none was named. */
export function tellMeant(options: Place): void {
  const meant = severalMeant(options);
  const [first] = meant;
  if (first === undefined || options.json) return;
  printError(
    `clawtray: This is about "${first.connection.name}", the first of ${meant.length} connections. For another one: --connection NAME\n`,
  );
}
