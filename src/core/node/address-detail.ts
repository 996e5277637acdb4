import type { BlockedReason } from "../../shared/state.ts";
import type { AddressProblem } from "../gateway/address.ts";

/** An unusable address as a blocked reason, with the values its sentence needs. Pure. */
export function addressReason(problem: AddressProblem): {
  readonly reason: Extract<BlockedReason, "address-invalid" | "insecure-address">;
  readonly detail: Readonly<Record<string, string>>;
} {
  const { code, ...values } = problem;
  const detail: Record<string, string> = { problem: code };
  for (const [name, value] of Object.entries(values))
    detail[name] = value === null ? "unnamed" : String(value);
  return { reason: code === "insecure-address" ? code : "address-invalid", detail };
}
