import type { ServiceStatus, ToolResult } from "../service/service.ts";

/** What the doctor looks at; it changes none of it. */
export interface DoctorWorld {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  /** What the command line says; null leaves it to the settings. */
  readonly keyStore: "keychain" | "file" | null;
  readonly appVersion: string;
  /** Milliseconds since the epoch. */
  now(): number;
  run(program: string, words: readonly string[]): Promise<ToolResult>;
  /** Null when no service manager is known. */
  service(): Promise<ServiceStatus | null>;
}
