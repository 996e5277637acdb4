import type { Result } from "../../shared/result.ts";

/** Of the person who is logged in, or of the computer. */
export type ServiceScope = "user" | "system";

/** What is to be kept running. Nothing in it is secret: others can read a unit. */
export interface ServiceSpec {
  readonly scope: ServiceScope;
  /** `clawtray`, or with a suffix for another state folder. */
  readonly name: string;
  /** The whole command line, program first. */
  readonly program: readonly string[];
  /** Where the node's programs are looked for; null leaves it to the system. */
  readonly searchPath: string | null;
  /** The account a system service runs as; null for the manager's own choice. */
  readonly account: string | null;
  /** Where the system service keeps its state; null for a user's service. */
  readonly stateDir: string | null;
  /** Where a manager without a journal writes the service's output. */
  readonly logFile: string;
}

export type ServiceFailure =
  /** There is no service manager here, or it does not answer. */
  | { readonly kind: "no-manager"; readonly detail: string }
  | { readonly kind: "not-permitted"; readonly detail: string }
  /** There is a unit of this name that we did not write. */
  | { readonly kind: "not-ours"; readonly path: string }
  /** A newer version wrote the unit of this name. */
  | { readonly kind: "newer"; readonly path: string }
  | { readonly kind: "not-installed" }
  /** Words that no unit can contain. */
  | { readonly kind: "unusable-words"; readonly detail: string }
  | { readonly kind: "failed"; readonly detail: string };

export type ServiceStatus =
  | { readonly installed: false }
  | {
      readonly installed: true;
      /** The file that was written. */
      readonly path: string;
      /** Starts automatically at login or boot. */
      readonly enabled: boolean;
      readonly running: boolean;
      readonly pid: number | null;
      /** What the manager calls its state, in short. */
      readonly detail: string;
    };

/** This platform's service manager, for one service. Nothing throws. */
export interface ServiceManager {
  /** `systemd`, `launchd`, `Task Scheduler`. */
  readonly manager: string;
  /** The unit's file. */
  readonly path: string;
  /** The unit's text. */
  unit(spec: ServiceSpec): Result<string, ServiceFailure>;
  /** Writes the unit and, unless told otherwise, has the manager start it now and at login or boot. */
  install(spec: ServiceSpec, how: { readonly start: boolean }): Promise<Result<void, ServiceFailure>>;
  uninstall(): Promise<Result<void, ServiceFailure>>;
  restart(): Promise<Result<void, ServiceFailure>>;
  status(): Promise<ServiceStatus>;
  /** The command line that shows the manager's own log; null when there is only the file. */
  logCommand(lines: number, how: { readonly follow: boolean }): readonly string[] | null;
}

/** How one of the platform's tools ended. */
export interface ToolResult {
  /** Null when it could not be started, or did not end in time. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The computer a service is set up on; a test brings its own. */
export interface ServiceWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Null where there are none. */
  readonly uid: number | null;
  /** Prefix of every path that is written; empty except for another computer's image. */
  readonly root: string;
  run(program: string, words: readonly string[]): Promise<ToolResult>;
}

/** The exit codes no restart helps against: wrong arguments, and what only a person can change. */
export const hopelessExitCodes: readonly number[] = [2];
