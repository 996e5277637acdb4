import type { CapabilityName } from "./capability.ts";

/** A person's wish, from whichever front end, to the node. */
export type Intent =
  /** Try now: after `blocked` has been mended, or instead of waiting. */
  | { readonly kind: "reconnect" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** Use this gateway. A secret given here is used until a device token arrives, then forgotten. */
  | {
      readonly kind: "configure";
      readonly address: string;
      readonly credential?: SharedCredential;
      /** SHA-256 of the certificate, hex, that the person accepted. */
      readonly tlsFingerprint?: string;
      /** Plain `ws://` to a public address, against advice. */
      readonly allowInsecure?: boolean;
    }
  | { readonly kind: "set-display-name"; readonly displayName: string }
  /** Off takes effect at once, also for what runs; on is declared, and a gateway may want it approved. */
  | { readonly kind: "set-capability"; readonly capability: CapabilityName; readonly on: boolean }
  /** Destroys the identity. The only way there is to get a new one. */
  | { readonly kind: "forget-device" };

/** What a gateway accepts from a device it does not know yet. */
export type SharedCredential =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "password"; readonly password: string }
  /** From a setup code: short-lived, single use. */
  | { readonly kind: "bootstrap"; readonly bootstrapToken: string };
