import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach } from "vitest";
import type { Command } from "../../../src/core/commands/command.ts";
import { fileCommands } from "../../../src/core/commands/files/file-commands.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import type { AllowedFolder } from "../../../src/core/folders/folder-list.ts";
import type { PrivatePlaces } from "../../../src/core/folders/judge.ts";
import { createTrash, type TrashCan } from "../../../src/core/folders/trash.ts";
import { isRecord } from "../../../src/shared/record.ts";
import { someContext } from "../../support/invoke-context.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

export let home: string;
export let state: string;
export let read: string;
export let work: string;
export let outside: string;
let folders: AllowedFolder[];
export let trash: TrashCan;
/** When each test begins, ms since 1970. */
export const NOW = 1_800_000_000_000;
let now: number;
let commands: readonly Command[];

export const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Gives every test of a file two folders of an owner, one to read and one to write, and one that is none of them. */
export function useOwnerFiles(): void {
  beforeEach(() => {
    home = temporaryDirectory();
    [state, read, work, outside] = ["state", "read", "work", "outside"].map((name) => join(home, name)) as [
      string,
      string,
      string,
      string,
    ];
    for (const folder of [state, read, work, outside]) mkdirSync(folder, { mode: 0o700 });
    folders = [
      { path: read, write: false },
      { path: work, write: true },
    ];
    now = NOW;
    trash = createTrash(state, () => now);
    const places: PrivatePlaces = { home, own: [state], platform: process.platform };
    commands = fileCommands({
      folders: () => folders,
      isOpen: () => true,
      places: () => places,
      trash,
      activity: createActivityLog(state),
      gateway: () => "ws://gateway.example",
      now: () => now,
      mostEntries: 50,
    });
  });
}

/** The owner's word changes. */
export function setFolders(next: AllowedFolder[]): void {
  folders = next;
}

/** Time passes, ms. */
export function pass(ms: number): void {
  now += ms;
}

export async function call(
  name: string,
  params: object,
  context = someContext(),
): Promise<Record<string, unknown>> {
  const command = commands.find((each) => each.name === name);
  const reply = await command?.run(params, context);
  if (!isRecord(reply)) throw new Error(`${name} answers no object`);
  return reply;
}

/** The call that follows a preflight, as the gateway makes it. */
export async function bound(name: string, params: object, between: () => void = () => {}) {
  const first = await call(name, { ...params, preflightOnly: true });
  if (first.ok !== true) return first;
  between();
  return call(name, { ...params, expectedCanonicalPath: first.path, expectedBinding: first.binding });
}

export const write = (path: string, text: string, more: object = {}) =>
  bound("file.write", { path, contentBase64: base64(text), ...more });

export const logged = () => createActivityLog(state).read();
