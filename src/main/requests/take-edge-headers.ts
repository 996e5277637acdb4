import { readHeader, withEdgeHeaders, withoutTwins } from "../../core/gateway/edge-headers.ts";
import { settleAddress } from "../../core/gateway/settle-address.ts";
import { addressCause } from "../../core/node/address-detail.ts";
import type { Refusal } from "../../shared/bridge.ts";
import { type EdgeHeader, MAX_TYPED_EDGE_HEADERS } from "../../shared/edge-header.ts";
import { failure, type Result, success } from "../../shared/result.ts";

type RefusedHeaders = Extract<Refusal, { problem: "edge-headers" }>;

const refused = (detail: RefusedHeaders["detail"]): Result<never, Refusal> =>
  failure({ problem: "edge-headers", detail });

/**
 * The headers to hold: what a person typed for the gateway at an address, together with what was typed for it before.
 * Refused by the command line's rules, and when the way there is not TLS. A refusal repeats nothing of them.
 */
export async function takeEdgeHeaders(
  address: string,
  before: readonly EdgeHeader[],
  typed: readonly EdgeHeader[],
): Promise<Result<readonly EdgeHeader[], Refusal>> {
  const headers: EdgeHeader[] = [];
  for (const { name, value } of typed) {
    const header = readHeader(name.trim(), value);
    if (!header.ok) return refused(header.failure);
    headers.push(header.value);
  }
  const single = withoutTwins(headers);
  if (!single.ok) return refused(single.failure);
  const all = withEdgeHeaders(before, single.value);
  if (all.length > MAX_TYPED_EDGE_HEADERS) return refused("too-many");
  const settled = await settleAddress(address);
  if (settled.ok) return settled.value.secure ? success(all) : refused("no-tls");
  if (settled.failure.code === "insecure-address") return refused("no-tls");
  return failure({ problem: "address-invalid", detail: addressCause(settled.failure) });
}
