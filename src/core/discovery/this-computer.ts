import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FoundGateway } from "../../shared/discovery.ts";
import { isRecord } from "../../shared/record.ts";
import { runCheck } from "../check/check.ts";

/** Where a gateway listens unless told otherwise (docs/gateway/config-gateway.md of openclaw 2026.9.6). */
const defaultPort = 18_789;
/** How long one port may take, ms. */
const probeLimit = 3_000;
/** A gateway's configuration file is smaller; anything larger is not read. */
const maxBytes = 1_000_000;

export interface LocalSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home folder; null when there is none. */
  readonly home: string | null;
  /** This program's version, as a gateway is told. */
  readonly version: string;
  readonly signal?: AbortSignal;
}

/**
 * The gateways on this computer: the default port, and the ones that the gateway's own environment and configuration
 * file name. Each is asked whether it is one, as `clawtray check` asks: no pairing request, no token. Never throws.
 */
export async function findOnThisComputer(search: LocalSearch): Promise<readonly FoundGateway[]> {
  const found = await Promise.all(portsOf(search).map((port) => probe(port, search)));
  return found.filter((gateway) => gateway !== null);
}

/** Which ports to try: at most three, each once. */
export function portsOf({ environment, home }: Pick<LocalSearch, "environment" | "home">): readonly number[] {
  const named = [
    Number(environment.OPENCLAW_GATEWAY_PORT ?? Number.NaN),
    portOf(configFile(environment, home)),
    defaultPort,
  ];
  return [...new Set(named)].filter((port) => Number.isInteger(port) && port > 0 && port < 65_536);
}

function configFile(environment: LocalSearch["environment"], home: string | null): string | null {
  if (environment.OPENCLAW_CONFIG_PATH) return environment.OPENCLAW_CONFIG_PATH;
  const folder = environment.OPENCLAW_STATE_DIR || (home === null ? null : join(home, ".openclaw"));
  return folder === null ? null : join(folder, "openclaw.json");
}

/** `gateway.port` from the file; NaN when it names none, cannot be read, or is written by hand as JSON5. */
function portOf(file: string | null): number {
  try {
    if (file === null) return Number.NaN;
    const { size, isFile } = statOf(file);
    if (!isFile || size > maxBytes) return Number.NaN;
    const config: unknown = JSON.parse(readFileSync(file, "utf8"));
    const gateway = isRecord(config) ? config.gateway : null;
    return isRecord(gateway) && typeof gateway.port === "number" ? gateway.port : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

function statOf(file: string): { readonly size: number; readonly isFile: boolean } {
  const stat = statSync(file);
  return { size: stat.size, isFile: stat.isFile() };
}

async function probe(port: number, { version, signal }: LocalSearch): Promise<FoundGateway | null> {
  const address = `ws://127.0.0.1:${port}`;
  const limit = AbortSignal.timeout(probeLimit);
  const report = await runCheck({
    input: { address, credentialKind: "none", acceptedTlsFingerprint: null },
    credential: null,
    serial: 0,
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    report() {},
    world: { version },
  });
  const isGateway = report.steps.some(({ name, status }) => name === "gateway" && status === "passed");
  return isGateway ? { name: null, address, where: "this-computer" } : null;
}
