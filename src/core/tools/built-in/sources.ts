import type { Result } from "../../../shared/result.ts";

/** The clipboard of the person's desktop; failures are sentences. Only text. */
export interface ClipboardSource {
  /** Empty when there is no text on it. */
  read(signal: AbortSignal): Promise<Result<string, string>>;
  write(text: string, signal: AbortSignal): Promise<Result<void, string>>;
}

/** Opens what a person would click on, in the program that the desktop has for it. */
export interface Opener {
  /** A link that was checked. Resolves once the desktop has taken it. */
  openLink(link: string, signal: AbortSignal): Promise<Result<void, string>>;
  /** A file or folder whose whole path was checked, likewise. */
  openFile(path: string, signal: AbortSignal): Promise<Result<void, string>>;
}

/** A window as the person sees it. */
export interface OpenWindow {
  readonly title: string;
  /** The program it belongs to; null when the system does not say. */
  readonly program: string | null;
}

/** What is open on the screen. */
export interface WindowSource {
  list(signal: AbortSignal): Promise<Result<readonly OpenWindow[], string>>;
}

/** The system's own file dialog. */
export interface FilePicker {
  /** The paths that the person picked; null when they closed it. */
  pick(several: boolean, signal: AbortSignal): Promise<readonly string[] | null>;
}

/** What a front end provides for Clawtray's own tools. What is missing is not offered. */
export interface ToolSources {
  readonly clipboard: ClipboardSource | null;
  readonly opener: Opener | null;
  readonly windows: WindowSource | null;
  /** Without one, the person types a path. */
  readonly picker: FilePicker | null;
}

/** A front end that provides nothing. */
export const noToolSources: ToolSources = {
  clipboard: null,
  opener: null,
  windows: null,
  picker: null,
};
