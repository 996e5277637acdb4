import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import {
  askProblems,
  MAX_ANSWER_LENGTH,
  MAX_MESSAGE_LENGTH,
  MAX_SESSION_LENGTH,
  type Turn,
} from "../../shared/conversation.ts";
import { MAX_FILE_NAME, MAX_PICTURES } from "../../shared/picture/picture.ts";
import { text } from "../../shared/schema.ts";
import { MAX_TEXTS } from "../../shared/text-file.ts";
import { asideOf, putAside } from "../files/aside.ts";
import { readOwnFile } from "../files/read.ts";
import { removeOwnFile, writeOwnFile } from "../files/write.ts";

/** What was said to the agent of this gateway. */
export interface KeptConversation {
  /** The gateway's address. */
  readonly gateway: string;
  readonly turns: readonly Turn[];
}

export type ReadConversation =
  | { readonly kind: "none" }
  | { readonly kind: "kept"; readonly conversation: KeptConversation }
  /** It could not be understood, and is now there. */
  | { readonly kind: "set-aside"; readonly path: string }
  /** It cannot be read, or a newer version wrote it: it stays, and nothing is kept. */
  | { readonly kind: "unreadable"; readonly path: string };

const LAYOUT = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const sentFiles = (most: number) =>
  v.pipe(v.array(v.object({ name: text(MAX_FILE_NAME), size: count })), v.maxLength(most));

const turn = v.object({
  id: count,
  message: text(MAX_MESSAGE_LENGTH),
  sessionKey: text(MAX_SESSION_LENGTH),
  pictures: v.exactOptional(sentFiles(MAX_PICTURES)),
  texts: v.exactOptional(sentFiles(MAX_TEXTS)),
  answer: text(MAX_ANSWER_LENGTH),
  state: v.picklist(["answering", "answered", ...askProblems]),
  detail: v.string(),
});

const kept = v.object({ schemaVersion: v.literal(LAYOUT), gateway: v.string(), turns: v.array(turn) });

const pathIn = (stateDir: string): string => join(stateDir, "conversation.json");

/** What is kept in this state folder. A file that cannot be understood is set aside; never throws. */
export function readConversation(stateDir: string, now: number): ReadConversation {
  const path = pathIn(stateDir);
  const read = readOwnFile(path);
  if (!read.ok) return { kind: "unreadable", path };
  if (read.value === null) return { kind: "none" };
  const content = parsed(read.value);
  const result = v.safeParse(kept, content);
  if (result.success) {
    const { gateway, turns } = result.output;
    return { kind: "kept", conversation: { gateway, turns } };
  }
  const numbered = v.safeParse(v.object({ schemaVersion: v.number() }), content);
  if (numbered.success && numbered.output.schemaVersion > LAYOUT) return { kind: "unreadable", path };
  const aside = putAside(path, now);
  return aside.ok ? { kind: "set-aside", path: aside.value } : { kind: "unreadable", path };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** Deletes what is kept in this state folder, and what was set aside of it. */
export async function forgetConversation(stateDir: string): Promise<void> {
  const path = pathIn(stateDir);
  await removeOwnFile(path);
  for (const aside of asideOf(path)) await rm(aside, { force: true }).catch(() => {});
}

/** Writes one conversation, whole, whenever it is told to. */
export interface ConversationKeeper {
  /** Null deletes it. What cannot be written is not kept, and nothing else depends on it. */
  keep(conversation: KeptConversation | null): void;
  /** Resolves when the disk says what was last told. */
  settled(): Promise<void>;
}

/** One write at a time, and of several that wait only the last. `stateDir` is null while nothing is on the disk. */
export function createConversationKeeper(stateDir: () => string | null): ConversationKeeper {
  let waiting: KeptConversation | null | undefined;
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    // Never done before `writing` is set: where nothing is on the disk there is nothing to wait for.
    await Promise.resolve();
    while (waiting !== undefined) {
      const next = waiting;
      waiting = undefined;
      const folder = stateDir();
      if (folder === null) continue;
      if (next === null) await forgetConversation(folder);
      else await writeOwnFile(pathIn(folder), `${JSON.stringify({ schemaVersion: LAYOUT, ...next })}\n`);
    }
    writing = null;
  }

  return {
    keep(conversation) {
      waiting = conversation;
      writing ??= writeAll();
    },
    settled: async () => {
      await writing;
    },
  };
}
