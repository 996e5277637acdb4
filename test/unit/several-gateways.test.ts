import { expect, test } from "vitest";
import { nodeToCome } from "../../src/main/state/node-to-come.ts";
import type { SupervisedNode } from "../../src/main/state/supervised-node.ts";
import { connectionsMenu, connectionsTooltip, type TrayEntry } from "../../src/main/tray/menu.ts";
import { worstLook } from "../../src/main/tray/worst.ts";
import { wordsFor } from "../../src/main/words/words.ts";
import type { Intent } from "../../src/shared/intent.ts";
import { failure, success } from "../../src/shared/result.ts";
import { states } from "../support/app-snapshot.ts";

const words = wordsFor("en", "en");
const off = { status: "off" } as const;

const facts = (id: string, name: string, phase: keyof typeof states, questions = 0) => ({
  id,
  name,
  node: states[phase],
  captures: [] as const,
  questions,
});

const labels = (entries: readonly TrayEntry[]) =>
  entries.flatMap((entry) => ("label" in entry ? [entry.label] : []));

test("the icon is the worst state that needs a person, and otherwise one that can be called", () => {
  const { blocked, connected, waiting, paused, connecting } = states;
  expect(worstLook([connected, states["awaiting-approval"], blocked])).toBe("blocked");
  expect(worstLook([connected, states["awaiting-approval"]])).toBe("awaiting-approval");
  expect(worstLook([connected, { ...waiting, reason: "name-not-found" }])).toBe("waiting");
  expect(worstLook([{ ...waiting, reason: "connection-lost" }, connected])).toBe("connected");
  expect(worstLook([connecting, connected, paused])).toBe("connected");
  expect(worstLook([paused, paused])).toBe("paused");
});

test("the menu has a section for each connection, whose entries name it, and what is for all", () => {
  const menu = connectionsMenu(
    [facts("", "home", "connected"), facts("abcdefgh", "work", "blocked", 2)],
    off,
    words,
  );
  expect(labels(menu)).toEqual([
    "home: Connected",
    "work: Needs your attention",
    "Questions for you: 2",
    "Open Clawtray",
    "Pause all",
    "Start at login",
    "Quit Clawtray",
  ]);
  const sections = menu.flatMap((entry) => (entry.kind === "section" ? [entry.entries] : []));
  expect(sections.map(labels)).toMatchObject([
    expect.arrayContaining(["Pause"]),
    expect.arrayContaining(["Reconnect now"]),
  ]);
  for (const [index, id] of ["", "abcdefgh"].entries()) {
    const named = (sections[index] ?? []).flatMap((entry) =>
      entry.kind === "action" ? [entry.connection] : [],
    );
    expect(new Set(named)).toEqual(new Set([id]));
  }
});

test("the menu offers to resume all once all are paused, and the tooltip names each", () => {
  const all = [facts("", "home", "paused"), facts("abcdefgh", "work", "paused")];
  expect(labels(connectionsMenu(all, off, words))).toContain("Resume all");
  expect(connectionsTooltip(all, words)).toBe("Clawtray: home: Paused · work: Paused");
});

const capabilities = [
  { name: "run", on: true, available: true, commands: [] },
  { name: "camera", on: false, available: true, commands: [] },
] as const;
const configure = { kind: "configure", address: "wss://gateway.example" } as const;

/** A node that takes every intent, or refuses to use the gateway. */
function startedNode(refuses = false) {
  const asked: Intent[] = [];
  const cause = { reason: "address-invalid", detail: {} } as never;
  const node = {
    keyStore: "file",
    state: () => states.connecting,
    subscribe: () => () => {},
    async intend(intent: Intent) {
      asked.push(intent);
      return refuses && intent.kind === "configure" ? { ok: false, cause } : { ok: true };
    },
  } as unknown as SupervisedNode;
  return { node, asked };
}

test("a node to come begins with its gateway, and the switches that were set before come first", async () => {
  const { node, asked } = startedNode();
  let begun = 0;
  const toCome = nodeToCome({
    capabilities,
    keyStore: "keychain",
    async begin() {
      begun += 1;
      return success(node);
    },
    undo: async () => {},
  });
  expect(toCome.state()).toMatchObject({ phase: "unconfigured", deviceId: null });
  await toCome.intend({ kind: "set-capability", capability: "run", on: false });
  expect(toCome.state().capabilities[0]).toMatchObject({ name: "run", on: false });
  expect(await toCome.intend({ kind: "reconnect" })).toBe(null);
  expect(begun).toBe(0);
  await Promise.all([toCome.intend(configure), toCome.intend(configure)]);
  expect(begun).toBe(1);
  expect(asked).toEqual([{ kind: "set-capability", capability: "run", on: false }, configure]);
  expect(toCome.state()).toBe(states.connecting);
  expect(toCome.keyStore).toBe("file");
});

test("a gateway that is not taken leaves the connection as it was before: nothing is kept of it", async () => {
  const { node } = startedNode(true);
  const undone: SupervisedNode[] = [];
  const toCome = nodeToCome({
    capabilities,
    keyStore: "keychain",
    begin: async () => success(node),
    undo: async (begun) => void undone.push(begun),
  });
  expect(await toCome.intend(configure)).toMatchObject({ ok: false });
  expect(undone).toEqual([node]);
  expect(toCome.state().phase).toBe("unconfigured");
});

test("a folder that cannot be made says why, and may be tried again", async () => {
  const cause = { reason: "disk-full", detail: { path: "/state", why: "full", code: "ENOSPC" } } as never;
  const outcomes = [failure(cause), success(startedNode().node)];
  const toCome = nodeToCome({
    capabilities,
    keyStore: "keychain",
    begin: async () => outcomes.shift() ?? failure(null),
    undo: async () => {},
  });
  expect(await toCome.intend(configure)).toEqual({ ok: false, cause });
  expect(toCome.state().phase).toBe("unconfigured");
  expect(await toCome.intend(configure)).toEqual({ ok: true });
});
