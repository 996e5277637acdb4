import type { BlockedCause, BlockedDetail } from "../../shared/blocked.ts";
import { hostOf } from "../../shared/words/describe.ts";
import type { AddressProblem } from "../gateway/address-problem.ts";

const nothing = { limit: null, scheme: null, parameter: null, port: null, host: "" };

/** What is wrong with an address, as values for its sentence. */
function valuesOf(
  problem: Exclude<AddressProblem, { code: "insecure-address" }>,
): Partial<BlockedDetail<"address-invalid">> {
  switch (problem.code) {
    case "too-long":
      return { limit: String(problem.limit) };
    case "scheme":
      return { scheme: problem.scheme };
    case "secret-in-address":
    case "placeholder":
      return { parameter: problem.parameter };
    case "port-alone":
    case "port":
      return { port: problem.port };
    case "unspecified-host":
      return { host: problem.host };
    default:
      return {};
  }
}

/** An unusable address as a blocked cause. Pure. */
export function addressCause(problem: AddressProblem): BlockedCause<"address-invalid" | "insecure-address"> {
  if (problem.code === "insecure-address") {
    const { host, secureUrl, plainUrl } = problem;
    return { reason: "insecure-address", detail: { host, secureUrl, plainUrl } };
  }
  const detail: BlockedDetail<"address-invalid"> = {
    problem: problem.code,
    ...nothing,
    ...valuesOf(problem),
  };
  return { reason: "address-invalid", detail };
}

/** A gateway at which this identity does not sign, as a blocked cause. Pure. */
export const anotherGatewayCause = (
  used: readonly string[],
  url: string,
): BlockedCause<"another-gateway"> => ({
  reason: "another-gateway",
  detail: { used: used.join(", "), gateway: hostOf(url), url },
});
