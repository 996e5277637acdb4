import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { TrustStore } from "./certificate.ts";
import type { OpenTransport } from "./transport.ts";

/** How long each part of an attempt may take, milliseconds. */
export interface ConnectLimits {
  /** Name lookup, TCP, TLS and the HTTP upgrade together. */
  readonly connectMs: number;
  /** From the upgrade to the challenge. */
  readonly challengeMs: number;
  /** From our connect to its answer. */
  readonly helloMs: number;
}

/** The dependencies with every default filled in. */
export interface ConnectorWorld {
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ConnectLimits;
  readonly trust: TrustStore;
  readonly openTransport: OpenTransport;
}
