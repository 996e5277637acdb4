/** Where a gateway is: a normalised WebSocket address. */
export interface GatewayAddress {
  /** `ws://host:port/path` or `wss://...`; no user info, no query, no fragment. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}
