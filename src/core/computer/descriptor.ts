import { randomUUID } from "node:crypto";
import type { ComputerUseDescriptor } from "../gateway/computer-use.ts";
import { actionNames } from "./action.ts";

/** No frame outlives this process. */
const generation = randomUUID();

/** How the desktop of this computer can be used: all of it by pictures and input in the foreground. */
export const computerUse: ComputerUseDescriptor = {
  contractVersion: 2,
  provider: { id: "clawtray", label: "Clawtray", generation },
  // The first and the last are the gateway's own: a picture is `screen.snapshot`, and it waits by itself.
  actions: ["screenshot", ...actionNames, "wait"],
  targets: ["screen"],
  deliveryModes: ["foreground"],
  observations: ["image"],
  features: { recording: false, agentCursor: false, multiDisplay: true },
};
