import type { Connection } from "../../core/connections/connection.ts";
import type { InstanceAnswer } from "../../core/instance/claim.ts";
import { askInstance } from "../../core/instance/instance.ts";
import { openSettings } from "../../core/settings/open.ts";
import { shortFingerprintOf } from "../../shared/fingerprint.ts";
import type { Phase } from "../../shared/state.ts";

/** What the settings of a connection say of it; nothing where they cannot be read. */
export function factsOf({ stateDir }: Connection): {
  readonly url: string | null;
  readonly deviceId: string | null;
} {
  const settings = openSettings(stateDir);
  if (!settings.ok) return { url: null, deviceId: null };
  const { gateway, deviceId } = settings.value.read();
  return { url: gateway?.url ?? null, deviceId };
}

/** A connection as the list shows it. */
export interface Listed extends Connection {
  readonly gateway: string | null;
  readonly deviceId: string | null;
  readonly running: boolean;
  /** Null where none runs, or it does not say. */
  readonly phase: Phase | null;
}

/** Looks at its settings, and asks the process that runs it. */
export async function lookAt(connection: Connection): Promise<Listed> {
  return listedOf(connection, await askInstance(connection.stateDir));
}

/** The same, of a process that was asked already. */
export function listedOf(connection: Connection, answer: InstanceAnswer): Listed {
  const { url, deviceId } = factsOf(connection);
  const state = answer.kind === "snapshot" ? answer.snapshot.state : null;
  return {
    ...connection,
    gateway: state?.gateway?.url ?? url,
    deviceId: state?.deviceId ?? deviceId,
    running: state !== null || answer.kind === "silent",
    phase: state?.phase ?? null,
  };
}

/** The connections as a table for a terminal. Pure. */
export function connectionTable(all: readonly Listed[]): readonly string[] {
  const rows = [
    ["Name", "Gateway", "Phase", "Fingerprint"],
    ...all.map(({ name, gateway, running, phase, deviceId }) => [
      name,
      gateway ?? "none",
      phase ?? (running ? "not answering" : "not running"),
      deviceId === null ? "none yet" : shortFingerprintOf(deviceId),
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => [...(row[column] ?? "")].length)));
  return rows.map((row) =>
    row
      .map((text, column) => text + " ".repeat(Math.max(0, (widths[column] ?? 0) - [...text].length)))
      .join("  ")
      .trimEnd(),
  );
}
