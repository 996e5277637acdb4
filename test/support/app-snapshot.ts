import { initialDesktopSettings } from "../../src/main/settings/desktop-defaults.ts";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { NO_PERMISSIONS } from "../../src/shared/capability-state.ts";
import type { NodeState, Phase } from "../../src/shared/state.ts";
import { noTools } from "../../src/shared/tools-page.ts";

const base = {
  deviceId: "ab".repeat(32),
  fingerprint: "ab".repeat(32),
  shortFingerprint: "ab".repeat(8),
  displayName: "computer",
  gateway: { url: "ws://gateway.local:18789", version: "2026.9.6", protocol: 4 },
  since: 1_000,
  warnings: [],
  capabilities: [],
} as const;

/** One state of each phase. */
export const states = {
  unconfigured: { ...base, phase: "unconfigured", gateway: null },
  connecting: { ...base, phase: "connecting", lastFailure: null },
  "awaiting-approval": {
    ...base,
    phase: "awaiting-approval",
    requestId: "request-1",
    expiresAt: 300_000,
    adminCommand: "openclaw devices approve request-1",
    kind: "new-device",
    nextAttemptAt: 2_000,
  },
  connected: { ...base, phase: "connected", surface: { status: "approved" } },
  waiting: { ...base, phase: "waiting", reason: "refused", retryAt: 5_000, attempt: 2 },
  paused: { ...base, phase: "paused" },
  blocked: {
    ...base,
    phase: "blocked",
    reason: "keychain-locked",
    detail: { store: "keychain", detail: "" },
  },
} as const satisfies { [Name in Phase]: NodeState };

/** A snapshot around a state, everything else as at the first start. */
export function snapshotOf(node: NodeState): AppSnapshot {
  return {
    node,
    app: {
      version: "0.1.0",
      platform: "linux",
      keyStore: "keychain",
      trayAvailable: true,
      newerSettings: false,
      askShortcut: { status: "none", wayland: false },
      updates: "no-feed",
    },
    preferences: initialDesktopSettings.preferences,
    loginItem: { status: "off" },
    draft: {
      ...initialDesktopSettings.draft,
      hasSecret: false,
      fromLink: null,
      edgeHeaderNames: [],
      replaces: null,
    },
    page: { name: "status", serial: 0 },
    activity: [],
    questions: [],
    captures: [],
    running: [],
    permissions: NO_PERMISSIONS,
    tools: noTools,
    edgeHeaderNames: [],
    rules: { mode: "asked", agentsDiffer: false, trusted: [], more: 0 },
  };
}
