import type { Result } from "../../core/result.ts";
import { joinLinkOf } from "./join-link.ts";
import type { SetupProblem } from "./setup-code.ts";
import { decodeSetupCode, type GatewaySetup } from "./setup-code.ts";

/** What a person put into the one field, or a link brought. */
export type Pasted =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "setup"; readonly setup: Result<GatewaySetup, SetupProblem> }
  | { readonly kind: "join-link"; readonly link: URL };

/** Tells an address from a setup code, an `oc-pair://` link and a join link. Pure. */
export function readPasted(text: string, now: number): Pasted {
  const trimmed = text.trim();
  if (/^oc-pair:/i.test(trimmed)) return { kind: "setup", setup: decodeSetupCode(trimmed, now) };
  const link = joinLinkOf(trimmed);
  if (link !== null) return { kind: "join-link", link };
  // A host name can look like base64url; only what decodes to a setup is one.
  const setup = decodeSetupCode(trimmed, now);
  if (setup.ok || setup.failure === "expired") return { kind: "setup", setup };
  return { kind: "address", address: trimmed };
}
