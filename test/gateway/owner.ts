import { expect } from "vitest";
import { withFields } from "../../src/core/exec/policy/edit-policy.ts";
import { type ApprovalsFile, defaultFile, type PolicyFields } from "../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";

/** What the owner of this computer writes, as `clawtray approvals` does. */
export async function ownerWrites(
  stateFolder: string,
  policy: PolicyFields,
  change: (file: ApprovalsFile) => ApprovalsFile = (file) => file,
): Promise<void> {
  const written = await createApprovalsStore(stateFolder).change(() =>
    change(withFields(defaultFile, null, policy)),
  );
  expect(written.ok).toBe(true);
}
