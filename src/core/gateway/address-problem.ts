import type { SshAddressProblem } from "../ssh/address.ts";

/**
 * Why an address cannot be used, with the values a sentence needs. No value is ever taken from
 * user info, a query, a fragment, or a port that is not a number: those may hold a secret.
 */
export type AddressProblem =
  | { readonly code: "empty" }
  | { readonly code: "too-long"; readonly limit: number }
  | { readonly code: "control-characters" }
  | { readonly code: "scheme"; readonly scheme: string }
  | { readonly code: "user-info" }
  | SshAddressProblem
  | {
      readonly code: "secret-in-address";
      readonly where: "query" | "fragment";
      /** The parameter name that gave it away, from our own list; null for a long value without a name. */
      readonly parameter: string | null;
    }
  /** Null when what was there was not a number. */
  | { readonly code: "port"; readonly port: string | null }
  /** Only a port; a host is missing. */
  | { readonly code: "port-alone"; readonly port: string }
  | { readonly code: "host" }
  /** `0.0.0.0` and `::` say where a server listens, not where it is. */
  | { readonly code: "unspecified-host"; readonly host: string }
  /** `fe80::1%eth0`: a URL cannot hold the interface, and the address means nothing without it. */
  | { readonly code: "zone" }
  /** Several words among which no single address can be identified. */
  | { readonly code: "several-words" }
  | { readonly code: "several-addresses" }
  /** A variable or a placeholder that nobody filled in; null when its name must not be repeated. */
  | { readonly code: "placeholder"; readonly parameter: string | null }
  /** A code, token or key instead of an address: it is not looked up anywhere. */
  | { readonly code: "secret-instead" }
  /** A join link that is cut short, or that would be opened without TLS. */
  | { readonly code: "join-link" }
  /** Plain text (`plainUrl`) to an address that may be anywhere; `secureUrl` is the same place over TLS. */
  | {
      readonly code: "insecure-address";
      readonly host: string;
      readonly secureUrl: string;
      readonly plainUrl: string;
    };
