import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import type { ChooseProxy } from "./proxy.ts";
import type { ThreadShare } from "./thread-share.ts";
import type { OpenTransport } from "./transport.ts";
import type { TrustStore } from "./trust.ts";

/** How long each part of an attempt may take, milliseconds. */
export interface ConnectLimits {
  /** Name lookup, TCP, TLS and the HTTP upgrade together. */
  readonly connectMs: number;
  /** The same through SSH, including signing in there. */
  readonly sshConnectMs: number;
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
  readonly chooseProxy: ChooseProxy;
  readonly openTransport: OpenTransport;
  readonly share: ThreadShare;
}
