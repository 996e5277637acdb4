import { readdirSync, readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import type { AllowlistEntry } from "../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { makeOwnedFolders } from "../support/owned-folders.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

/** Where the cage is found on this computer. */
const bwrap = "/usr/bin/bwrap";

export interface Surroundings {
  readonly entries: readonly AllowlistEntry[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Parameters of a bwrap around the node itself: another computer, as far as the node can tell. */
  readonly around?: (root: string) => readonly string[];
}

/** A node on a home of its own, connected to a scripted gateway, with these entries on its owner's list. */
export async function startContainedNode({ entries, environment = {}, around }: Surroundings) {
  const { root, place, home, state, work } = makeOwnedFolders(temporaryDirectory());
  const approvals = createApprovalsStore(state);
  await approvals.ensure();
  await approvals.change((file) => withEntries(file, "main", entries));
  const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  const words = ["run", "--json", "--gateway", gateway.url, "--key-store", "file", "--state-dir", state];
  const variables = { HOME: home, OPENCLAW_GATEWAY_TOKEN: "shared-token", ...environment };
  const node =
    around === undefined
      ? new CliProcess(words, variables)
      : new CliProcess(
          [
            "--die-with-parent",
            "--dev-bind",
            "/",
            "/",
            ...around(root),
            "--",
            process.execPath,
            program,
            ...words,
          ],
          variables,
          bwrap,
          null,
        );
  await node.phase("connected");
  return {
    root,
    home,
    state,
    work,
    place,
    node,
    gateway,
    /** `system.run` for the agent `main` in the granted folder. */
    run: (command: readonly string[], more: object = {}) =>
      gateway.invoke("system.run", { command, agentId: "main", cwd: work, ...more }).result,
  };
}

/** Processes of this computer with these words in their command line. */
export function processesWith(text: string): readonly string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(text);
    } catch {
      return false;
    }
  });
}
