import { isRecord } from "../../shared/record.ts";
import type { GatewayUse } from "../computer/source.ts";
import { moment } from "./read-state.ts";

/** What an agent of this gateway does with this computer, as other processes are told it. */
export type ToldComputer =
  /** This front end cannot show a person what happens, or this desktop cannot be acted on. */
  { readonly phase: "unavailable" } | GatewayUse;

const phases = ["unavailable", "idle", "asking", "active", "paused"] as const;
const scopes = ["view", "control"] as const;

/** The same as another process tells it; null for what this version could not show. Pure. */
export function readToldComputer(value: unknown): ToldComputer | null {
  if (!isRecord(value)) return null;
  const phase = phases.find((one) => one === value.phase);
  if (phase === undefined) return null;
  if (phase !== "active" && phase !== "paused") return { phase };
  const scope = scopes.find((one) => one === value.scope);
  const until = moment(value.until);
  return scope === undefined || until === null ? null : { phase, scope, until };
}
