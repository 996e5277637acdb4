import type { PassingReason } from "../../standing.ts";
import type { WaitingReason } from "../../state.ts";
import { sshWhileWaiting } from "./ssh.ts";

/** What a person reads about a state besides its phase and its sentence. */
export const standing = {
  /** Shown instead of "Connected" while nothing can be called yet. */
  awaitingSurface: "Waiting for the second approval",
  /** What a person can do while the node keeps trying; the wizard's live check says the same. */
  whileWaiting: {
    ...sshWhileWaiting,
    "name-not-found":
      "Check the spelling of the address, and whether this computer is on the right network or VPN.",
    refused: "Check the port, and ask whether the gateway is running.",
    unreachable: "Check your network or VPN connection.",
    timeout: "Check the address. A firewall may be in the way.",
    silent: "Ask whether the gateway is working properly. A firewall or proxy may be in the way.",
    "proxy-unreachable":
      "Check HTTPS_PROXY, or the proxy in this computer’s settings, and which network this computer is on.",
    "not-a-gateway": "Check the address and the port.",
    "protocol-error": "Ask your administrator which version the gateway runs.",
    "bad-gateway": "Ask whether the gateway is running.",
    "gateway-error": "If the problem persists, tell your administrator.",
  } satisfies Readonly<Record<Exclude<WaitingReason, PassingReason>, string>>,
  /** Follows what a person can do. */
  triesAgain: "Clawtray tries again automatically.",
};
