import type { LoginItem } from "../../shared/bridge.ts";

/** Whether the app starts at login. What `read` says comes from the system, never from a file of ours. */
export interface LoginItemControl {
  read(): LoginItem;
  /** Null when it was done, else what went wrong. */
  set(on: boolean): string | null;
}

/** How the system starts this app again, hidden. */
export interface LaunchCommand {
  readonly path: string;
  readonly args: readonly string[];
}
