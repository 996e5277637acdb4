import { discover } from "../core/discovery/discover.ts";
import { homeFolder } from "../core/environment/home.ts";
import type { Discovery } from "../shared/discovery.ts";
import { isolate } from "../shared/text/isolate.ts";
import { catalogueFor } from "../shared/words/languages.ts";
import type { DiscoverArguments } from "./discover-arguments.ts";
import type { Ended } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { answer } from "./print.ts";

const { discovery: words } = catalogueFor("en", process.platform);

/** `clawtray discover`. */
export async function discoverGateways(options: DiscoverArguments, version: string): Promise<Ended> {
  const found = await discover({
    durationMs: options.seconds * 1000,
    environment: process.env,
    home: homeFolder(),
    version,
  });
  answer(options, found, `${pageOf(found).join("\n")}\n`);
  return { code: found.gateways.length === 0 ? exitCode.failed : exitCode.ok, busy: false };
}

/** What a person reads. Pure. */
function pageOf({ gateways, problem }: Discovery): readonly string[] {
  const trouble = problem === null ? [] : [words.problems[problem]];
  if (gateways.length === 0) {
    return [
      words.none,
      ...trouble,
      "",
      `${words.noGateway.title} ${words.noGateway.what}`,
      words.noGateway.how,
    ];
  }
  const lines = gateways.flatMap(({ where, name, address }) => [
    `${name === null ? address : isolate(name)}, ${words.where[where]}`,
    `  clawtray connect ${address}`,
  ]);
  // Nobody else announces what is on this computer.
  const heard = gateways.some(({ where }) => where === "nearby") ? [words.hint] : [];
  return [...lines, "", "To use one, run the line below it.", ...heard, ...trouble];
}
