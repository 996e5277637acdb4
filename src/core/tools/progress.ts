import { replaceInvisible } from "../../shared/text/invisible.ts";

/** The most that is passed on of one message, characters. */
const MAX_MESSAGE = 500;

/** How far a call is, as a server tells it: any of it may be missing, or nonsense. */
export interface ServerProgress {
  readonly progress?: unknown;
  readonly total?: unknown;
  readonly message?: unknown;
}

/**
 * One line for the caller: how far it is, and what the server says of it, `clean` applied before it is cut. Empty when
 * it says nothing. Pure.
 */
export function progressLine(
  { progress, total, message }: ServerProgress,
  clean: (text: string) => string,
): string {
  const number = (value: unknown): string =>
    typeof value === "number" && Number.isFinite(value) ? String(value) : "";
  const done = number(progress);
  const far = done !== "" && number(total) !== "" ? `${done}/${number(total)}` : done;
  const words = typeof message === "string" ? oneLine(clean(message)) : "";
  const line = [far, words.slice(0, MAX_MESSAGE).replace(/[\uD800-\uDBFF]$/, "")].filter(
    (part) => part !== "",
  );
  return line.length === 0 ? "" : `${line.join(" ")}\n`;
}

const oneLine = (text: string): string => replaceInvisible(text.replace(/\s+/g, " "), () => "").trim();

/** Sends one text at a time; of those that come meanwhile only the last one. */
export function sendLatest(send: (text: string) => Promise<void>): {
  readonly send: (text: string) => void;
  /** Nothing more is sent. */
  readonly end: () => void;
} {
  let next: string | null = null;
  let sending = false;
  let ended = false;
  async function sendAll(): Promise<void> {
    sending = true;
    while (next !== null && !ended) {
      const text: string = next;
      next = null;
      await send(text).catch(() => {});
    }
    sending = false;
  }
  return {
    send(text) {
      next = text;
      if (!sending && !ended) void sendAll();
    },
    end() {
      ended = true;
    },
  };
}
