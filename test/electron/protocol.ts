import type { Encoded } from "./page/codec.ts";

/**
 * What passes between the two halves of the double: the app's process (`main/`), which is Node with
 * Electron's API, and the test's (`host/`), which has the browser. Sent by structured clone.
 */
export type Envelope =
  | { readonly kind: "call"; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown; readonly error: string | null }
  | { readonly kind: "tell"; readonly method: string; readonly args: readonly unknown[] };

/** The computer the app is to believe in. */
export interface SimulatedComputer {
  readonly platform: "linux" | "win32" | "darwin";
  readonly packaged: boolean;
  /** The folder with `package.json` and `out/`. */
  readonly appPath: string;
  readonly userData: string;
  readonly locale: string;
  readonly dark: boolean;
  /** Replaces the OS keychain; null leaves the real one. */
  readonly keychainFile: string | null;
  /** How that one is when the app starts. */
  readonly keychainMode: KeychainMode;
  /** macOS: the app was opened by the system at login. */
  readonly openedAtLogin: boolean;
  /** macOS and Windows: what the system says of this program at first. */
  readonly mediaStatus: Readonly<Record<"camera" | "microphone" | "screen", MediaStatus>>;
}

/** What a page asks of camera, microphone and screen. */
export type MediaAsk =
  | { readonly kind: "use"; readonly mediaTypes: readonly ("video" | "audio")[] }
  | { readonly kind: "screen"; readonly audio: boolean }
  | { readonly kind: "names" };

/** Names of what the page may have; for `screen`, the source it gets as well. */
export interface MediaAnswer {
  readonly granted: boolean;
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly source: string | null;
  /** The name of the error the page gets when it is not granted. */
  readonly problem: "NotAllowedError" | "NotSupportedError" | "AbortError";
}

export type MediaStatus = "not-determined" | "granted" | "denied";

export type KeychainMode = "open" | "locked" | "silent";

export interface PageRequest {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
}

export type PageAnswer =
  | {
      readonly kind: "response";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | { readonly kind: "blocked" }
  /** Nobody answers: the double has no network. */
  | { readonly kind: "failed" };

export interface IpcCall {
  readonly windowId: number;
  readonly channel: string;
  readonly args: Encoded;
}

export type IpcAnswer = { readonly value: Encoded; readonly error: string | null };

export interface MenuLine {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  /** What is in it, where it opens to a menu of its own. */
  readonly section?: readonly MenuLine[];
}

export interface TrayFacts {
  readonly destroyed: boolean;
  readonly tooltip: string;
  readonly menu: readonly MenuLine[];
  /** File of the image; null when it is empty. */
  readonly image: string | null;
  readonly template: boolean;
  /** Every label that a menu had when it was set, each once. */
  readonly labelsSet: readonly string[];
}

export interface WindowFacts {
  readonly id: number;
  readonly visible: boolean;
  readonly focused: boolean;
  readonly minimized: boolean;
  readonly url: string;
  readonly alwaysOnTop: boolean;
  readonly focusable: boolean;
}

export interface NotificationFacts {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly urgency: "normal" | "critical" | "low";
  readonly sound: string;
  readonly shown: boolean;
}

/** What the double's world looks like from outside. */
export interface Facts {
  readonly ready: boolean;
  readonly trays: readonly TrayFacts[];
  readonly windows: readonly WindowFacts[];
  readonly notifications: readonly NotificationFacts[];
  readonly clipboard: string;
  readonly openedOutside: readonly string[];
  readonly openedPaths: readonly string[];
  /** What keeps the computer from sleeping now. */
  readonly heldAwake: readonly ("prevent-app-suspension" | "prevent-display-sleep")[];
  /** The shortcuts that work from anywhere. */
  readonly shortcuts: readonly string[];
  readonly loginItem: {
    readonly openAtLogin: boolean;
    readonly path: string;
    readonly args: readonly string[];
  };
  readonly appUserModelId: string | null;
  readonly dockVisible: boolean;
  readonly protocols: readonly string[];
  readonly themeSource: string;
  readonly keychainCalls: number;
}
