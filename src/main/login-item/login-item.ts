import type { LoginItem } from "../../shared/bridge.ts";

/** Whether the app starts at login. What `read` returns comes from the system, never from one of our files. */
export interface LoginItemControl {
  read(): LoginItem;
  /** Null when it was done, otherwise what went wrong. */
  set(on: boolean): string | null;
}

/** How the system starts this app again, hidden. */
export interface LaunchCommand {
  readonly path: string;
  readonly args: readonly string[];
}
