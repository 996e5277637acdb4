/** A gateway that may be there. A hint for a person to choose from: never a pin, and nothing connects automatically. */
export interface FoundGateway {
  /** What it calls itself: one printable line of at most 63 characters, unverified. Null when it gives no name. */
  readonly name: string | null;
  /** `ws://` or `wss://`, an IP address of a private network or of this computer, and a port. */
  readonly address: string;
  readonly where: "this-computer" | "nearby";
}

/** `no-network`: there is no network to ask in. `no-multicast`: it could not be asked. */
export type DiscoveryProblem = "no-network" | "no-multicast";

/** What a search found; this computer first. `problem` is about the network only. */
export interface Discovery {
  readonly gateways: readonly FoundGateway[];
  readonly problem: DiscoveryProblem | null;
}
