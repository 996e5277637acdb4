/** What the core reports about itself. Values pass a redactor before they are written anywhere. */
export type LogLevel = "error" | "warn" | "info" | "debug";

export interface Logger {
  log(level: LogLevel, message: string, values?: Readonly<Record<string, unknown>>): void;
}

export const silentLogger: Logger = { log() {} };
