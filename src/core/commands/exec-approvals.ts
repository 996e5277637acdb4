import { isRecord } from "../../shared/record.ts";
import type { ExecSetup } from "../exec/exec-setup.ts";
import { withKnownEntries, withoutGrants } from "../exec/policy/edit-policy.ts";
import { policyFor } from "../exec/policy/policy.ts";
import { readPolicyFile } from "../exec/policy/policy-file.ts";
import type { ApprovalsSnapshot } from "../exec/policy/store.ts";
import { isNotLooser } from "../exec/policy/tightening.ts";
import { type Command, CommandError } from "./command.ts";
import { invalid } from "./parameters.ts";

/** `ExecApprovalsNodeSnapshot` of the gateway protocol (4). */
const payloadOf = ({ path, exists, hash, file }: ApprovalsSnapshot) => ({
  path,
  exists,
  hash,
  file: withoutGrants(file),
});

/** `system.execApprovals.get`: the owner's policy currently in force. */
export function createExecApprovalsGet(setup: ExecSetup): Command {
  return {
    name: "system.execApprovals.get",
    capability: "system",
    async run(params) {
      const wanted = isRecord(params) ? params.includeResolvedDefaults : undefined;
      if (wanted !== undefined && typeof wanted !== "boolean") {
        throw invalid("INVALID_REQUEST: includeResolvedDefaults must be boolean");
      }
      const snapshot = await setup.approvals.ensure();
      if (wanted !== true) return payloadOf(snapshot);
      const { allowlist: _allowlist, ...resolvedDefaults } = policyFor(
        { ...snapshot.file, agents: {} },
        null,
      );
      return { ...payloadOf(snapshot), resolvedDefaults };
    },
  };
}

/**
 * `system.execApprovals.set`: replaces the document if nobody changed it meanwhile. Remotely a policy can only become
 * stricter, unless the owner allowed otherwise; what this computer recorded about its entries stays.
 */
export function createExecApprovalsSet(setup: ExecSetup): Command {
  return {
    name: "system.execApprovals.set",
    capability: "system",
    async run(params) {
      if (!isRecord(params) || !isRecord(params.file))
        throw invalid("INVALID_REQUEST: exec approvals file required");
      const read = readPolicyFile(params.file, setup.newId);
      const proposed = read === null ? null : withoutGrants(read);
      if (proposed === null) throw invalid("INVALID_REQUEST: exec approvals file invalid");
      const current = setup.approvals.read();
      const baseHash = typeof params.baseHash === "string" ? params.baseHash.trim() : "";
      if (baseHash === "" && current.exists) {
        throw invalid("INVALID_REQUEST: exec approvals base hash required; reload and retry");
      }
      if (baseHash !== "" && baseHash !== current.hash) {
        throw invalid("INVALID_REQUEST: exec approvals changed; reload and retry");
      }
      if (!setup.owner().remoteMayLoosen && !isNotLooser(proposed, current.file)) {
        throw invalid(
          "INVALID_REQUEST: the owner of this computer allows its exec approvals to be tightened remotely, not loosened",
        );
      }
      const written = await setup.approvals.replace(withKnownEntries(proposed, current.file), current.hash);
      if (written.ok) return payloadOf(written.value);
      if (written.failure.kind === "changed")
        throw invalid("INVALID_REQUEST: exec approvals changed; reload and retry");
      const why = written.failure.kind === "unwritable" ? written.failure.file.problem : written.failure.kind;
      throw new CommandError("UNAVAILABLE", `exec approvals could not be written (${why})`);
    },
  };
}
