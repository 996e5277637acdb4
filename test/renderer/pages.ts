import type { AppSnapshot, WizardStep } from "../../src/shared/bridge.ts";
import type { NodeState } from "../../src/shared/state.ts";
import {
  activity,
  awaiting,
  blocked,
  certificate,
  computerQuestion,
  connected,
  firstStart,
  question,
  rules,
  settled,
  strangeQuestion,
  surfacePending,
  surfaceWidened,
  waiting,
} from "./harness/snapshots.ts";
import { hostileServers, noServers, servers, toImport } from "./harness/tools.ts";

const toolsPage = { page: { name: "tools", serial: 2 } } as const;

const draft = { ...firstStart.draft, address: "gateway.example.org", credentialKind: "token" } as const;

function wizard(step: WizardStep, node: NodeState = firstStart.node): AppSnapshot {
  return { ...firstStart, node, draft: { ...draft, step } };
}

/** Every page there is, each in the states that look different. */
export const pages: readonly (readonly [string, AppSnapshot])[] = [
  ["wizard: welcome", firstStart],
  ["wizard: gateway", wizard("gateway")],
  [
    "wizard: gateway, from a set-up code, certificate accepted",
    {
      ...firstStart,
      draft: {
        ...draft,
        step: "gateway",
        credentialKind: "setup-code",
        hasSecret: true,
        acceptedTlsFingerprint: certificate,
      },
    },
  ],
  ["wizard: capabilities", wizard("capabilities")],
  ["wizard: awaiting approval", wizard("pairing", awaiting)],
  ["wizard: surface pending", wizard("pairing", surfacePending)],
  ["wizard: approved", wizard("pairing", connected)],
  ["wizard: credential refused", wizard("pairing", blocked("credential-rejected"))],
  ["wizard: gateway away", wizard("pairing", waiting("connection-lost"))],
  ["wizard: done", wizard("done", connected)],
  [
    "wizard: replace?",
    { ...wizard("gateway", connected), draft: { ...draft, replaces: "wss://old.example.org" } },
  ],
  ["status: connected", settled(connected)],
  [
    "status: nothing asked yet, no tray",
    settled(connected, {
      activity: [],
      captures: [],
      app: { ...firstStart.app, trayAvailable: false },
    }),
  ],
  ["status: questions", settled(connected, { questions: [question("a"), strangeQuestion] })],
  ["status: an agent asks for the computer", settled(connected, { questions: [computerQuestion] })],
  ["status: an agent watches", settled(connected, { computer: "watching" })],
  ["status: an agent controls this computer", settled(connected, { computer: "controlling" })],
  ["status: computer use is paused", settled(connected, { computer: "paused" })],
  ["status: awaiting approval", settled(awaiting)],
  ["status: waiting", settled(waiting("timeout"))],
  [
    "status: surface pending",
    settled({ ...surfacePending, warnings: ["token-not-saved", "settings-recovered"] }),
  ],
  ["status: surface widened", settled(surfaceWidened)],
  ["status: credential missing", settled(blocked("credential-missing"))],
  ["status: certificate changed", settled(blocked("certificate-changed"))],
  ["status: key file unsafe", settled(blocked("key-file-unsafe"))],
  ["settings", settled(connected, { page: { name: "settings", serial: 2 } })],
  ["settings: trusted programs", settled(connected, { page: { name: "settings", serial: 2 }, rules })],
  [
    "settings: permissions, and what is still needed",
    settled(
      { ...surfaceWidened, added: ["camera.snap"] },
      {
        page: { name: "settings", serial: 2 },
        app: { ...firstStart.app, platform: "darwin" },
        permissions: { camera: "granted", microphone: "denied", screen: "not-decided" },
      },
    ),
  ],
  ["tools: nothing yet", settled(connected, { ...toolsPage, tools: noServers })],
  ["tools: servers", settled(surfacePending, { ...toolsPage, tools: servers })],
  ["tools: hostile names", settled(connected, { ...toolsPage, tools: hostileServers })],
  [
    "tools: an import waits, the gateway is too old",
    settled({ ...connected, warnings: ["gateway-without-tools"] }, { ...toolsPage, tools: toImport }),
  ],
  [
    "settings: nothing supported",
    settled(connected, {
      page: { name: "settings", serial: 2 },
      loginItem: { status: "not-supported", detail: "This desktop does not start programs at login." },
    }),
  ],
];

const endless = "Donaudampfschifffahrtsgesellschaftskapitänskajüte".repeat(3);

/** The same page with the longest names that others can give us. */
export function withLongNames(snapshot: AppSnapshot): AppSnapshot {
  const { node } = snapshot;
  return {
    ...snapshot,
    node: {
      ...node,
      displayName: endless,
      gateway:
        node.gateway === null
          ? null
          : { ...node.gateway, url: `wss://${endless.toLowerCase()}.example.org:18789`, version: endless },
    },
    activity:
      snapshot.activity.length === 0
        ? []
        : activity.map((entry) => ({ ...entry, askedBy: endless, command: endless })),
    draft: { ...snapshot.draft, address: `wss://${endless}.example.org` },
  };
}
