import type { ScriptedGateway } from "../scripted/gateway.ts";
import { seededRandom } from "./seeded-random.ts";

/** In everything that this gateway says, so that it can be told wherever it gets to. */
export const hostileMark = "of-the-hostile-gateway";

const MB = 1024 * 1024;

/** Frames as large as are taken, and some that are not. */
const bigFrames: readonly (() => string)[] = [
  () => `{"type":"event","event":"${hostileMark}","payload":"${"A".repeat(7 * MB)}"}`,
  () => `{"type":"event","event":"${hostileMark}","payload":[${"{},".repeat(2 * MB)}{}]}`,
  () => "[".repeat(7 * MB),
];

/** A gateway that does one harmful thing after the other to the node that is connected to it. */
export function hostilityOf(gateway: ScriptedGateway, seed: number) {
  const random = seededRandom(seed);
  const big = bigFrames.map((make) => make());
  let sent = 0;
  const say = (event: string, payload: object): void => {
    sent += 1;
    gateway.node().event(event, payload);
  };
  const invoke = (command: string, params: object, timeoutMs = 30_000): void =>
    say("node.invoke.request", {
      id: `${hostileMark} ${sent}`,
      nodeId: gateway.node().device?.deviceId,
      command,
      paramsJSON: JSON.stringify(params),
      timeoutMs,
      idempotencyKey: `${hostileMark} ${sent}`,
    });
  const damaged = (): string => {
    const sample = `{"type":"event","event":"tick","payload":{"ts":1,"mark":"${hostileMark}"}}`;
    return sample.slice(0, Math.floor(random() * sample.length));
  };
  const times = (count: number, act: (index: number) => void) => () => {
    for (let index = 0; index < count && gateway.nodes().length > 0; index += 1) act(index);
  };
  const acts = {
    "what the list of another connection allows": times(50, (index) =>
      invoke("system.run", { command: ["echo", `${hostileMark}-${index}`], agentId: "main" }),
    ),
    "a flood of commands": times(500, () => invoke("device.status", {})),
    "a flood of unknown commands": times(500, () => invoke(hostileMark, {})),
    "a flood of programs to be asked about": times(50, (index) =>
      invoke("system.run", { command: ["touch", `${hostileMark}-${index}`], agentId: hostileMark }),
    ),
    "questions that end at once": times(50, () =>
      invoke("system.run", { command: ["touch", hostileMark], agentId: hostileMark }, 1),
    ),
    "notifications and cancels": times(500, (index) => {
      say("voicewake.changed", { triggers: [`${hostileMark} ${index}`] });
      say("node.invoke.cancel", { invokeId: `${hostileMark} ${index}` });
    }),
    "a big frame": times(1, () => gateway.node().send(big[Math.floor(random() * big.length)] ?? "")),
    "damaged frames": times(20, () => gateway.node().send(damaged())),
    "too many damaged frames": times(100, () => gateway.node().send(damaged())),
    "a cut connection": times(1, () => gateway.node().drop()),
  };
  return { acts: Object.entries(acts), sent: () => sent };
}
