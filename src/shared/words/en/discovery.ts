/** Gateways that were found, and what to do without one. */
export const discovery = {
  title: "Gateways found",
  searching: "Looking for gateways on this computer and nearby …",
  find: "Find gateways",
  found: "{count} found.",
  where: { "this-computer": "on this computer", nearby: "nearby" },
  use: "Use",
  useAddress: "Use {address}",
  used: "{address} is now in the address field.",
  hint: "Anyone on your network can announce a gateway under any name. Choose only one you know.",
  none: "No gateway was found on this computer or nearby. Many are not announced; you can enter the address.",
  failed: "The search did not work. Enter the address instead.",
  problems: {
    "no-network": "This computer is not connected to a network.",
    "no-multicast": "The network could not be searched: UDP port 5353 is blocked or used by another program.",
  },
  noGateway: {
    title: "No gateway yet?",
    what: "A gateway is the part of OpenClaw, an open-source AI assistant, that runs all the time on one of your computers and that other devices connect to.",
    how: "To install one: npm install -g openclaw@latest --allow-scripts=openclaw (with Node 24.16 or newer), then openclaw onboard --install-daemon. Other ways: https://docs.openclaw.ai/install",
  },
};
