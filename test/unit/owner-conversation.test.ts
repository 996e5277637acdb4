import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AskEnd } from "../../src/core/chat/chat.ts";
import { forgetConversation, readConversation } from "../../src/core/chat/kept-conversation.ts";
import { createOwnerConversation } from "../../src/main/state/owner-conversation.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const home = "wss://home.example";

/** One start of the app, with what its owner chose. */
function start(stateDir: string | null, { keep = true, gateway = home as string | null } = {}) {
  let preferences = { keepConversations: keep };
  let state = { phase: gateway === null ? "connecting" : "connected", gateway: url(gateway) };
  const tell: Record<"node" | "facts", () => void> = { node: () => {}, facts: () => {} };
  const open: { say(text: string): void; end(end: AskEnd): void }[] = [];
  const conversation = createOwnerConversation({
    node: {
      state: () => state as never,
      subscribe(listener) {
        tell.node = listener;
        return () => {};
      },
      ask: (_question, say) => new Promise((end) => void open.push({ say, end })),
    },
    stateDir: () => stateDir,
    facts: {
      now: () => ({ preferences }) as never,
      subscribe: (listener) => {
        tell.facts = listener;
      },
    },
    now: () => 1_700_000_000_000,
  });
  // Before its folder goes.
  onTestFinished(() => conversation.letGo());
  const ask = (message: string) => conversation.ask({ message, sessionKey: "agent:main:main" });
  return {
    conversation,
    ask,
    async said(message: string, answer: string) {
      ask(message);
      open.at(-1)?.end({ ok: true, text: answer });
      await onDisk();
    },
    open,
    messages: () => conversation.turns().map(({ message, answer, state: how }) => [message, answer, how]),
    choose(keepConversations: boolean) {
      preferences = { keepConversations };
      tell.facts();
    },
    node(phase: string, now: string | null) {
      state = { phase, gateway: url(now) };
      tell.node();
    },
  };
}

const url = (gateway: string | null) => (gateway === null ? null : { url: gateway });

/** Writes are begun in the turn of the event loop in which something was said; a few more until they are done. */
async function onDisk(): Promise<void> {
  await new Promise(setImmediate);
}

const fileIn = (stateDir: string) => join(stateDir, "conversation.json");
const kept = (stateDir: string) => expect.poll(() => existsSync(fileIn(stateDir)), { timeout: 10_000 });

describe("what the owner asked", () => {
  test("comes back after a restart, and only its owner may read it", async () => {
    const stateDir = temporaryDirectory();
    const first = start(stateDir);
    await first.said("One?", "1");
    await first.said("Two?", "2");
    first.ask("Three?");
    await kept(stateDir).toBe(true);
    await first.conversation.letGo();
    if (process.platform !== "win32") expect(statSync(fileIn(stateDir)).mode & 0o777).toBe(0o600);
    const again = start(stateDir);
    expect(again.messages()).toEqual([
      ["One?", "1", "answered"],
      ["Two?", "2", "answered"],
      ["Three?", "", "connection-lost"],
    ]);
    await again.said("Four?", "4");
    expect(again.conversation.turns().map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  test("is written nowhere unless its owner wants that, and then with what was said so far", async () => {
    const stateDir = temporaryDirectory();
    const { said, choose, conversation } = start(stateDir, { keep: false });
    await said("One?", "1");
    await conversation.settled();
    expect(readdirSync(stateDir)).toEqual([]);
    choose(true);
    await kept(stateDir).toBe(true);
    choose(false);
    await kept(stateDir).toBe(false);
    expect(conversation.turns()).toHaveLength(1);
  });

  test("has no picture and no text in it, and knows what they were called", async () => {
    const stateDir = temporaryDirectory();
    const { conversation } = start(stateDir);
    const pictures = [{ name: "plan.png", data: "c2VjcmV0IHBpY3R1cmU=" }];
    const texts = [{ name: "diary.txt", text: "Dear diary" }];
    conversation.ask({ message: "Look", sessionKey: "s", pictures, texts });
    await kept(stateDir).toBe(true);
    await conversation.settled();
    const text = readFileSync(fileIn(stateDir), "utf8");
    expect(text).toContain(
      '"pictures":[{"name":"plan.png","size":14}],"texts":[{"name":"diary.txt","size":10}]',
    );
    expect(text).not.toContain("Dear diary");
    expect(text).not.toContain("c2Vjc");
    await conversation.letGo();
    expect(start(stateDir).conversation.turns()).toMatchObject([
      { texts: [{ name: "diary.txt", size: 10 }] },
    ]);
  });

  test("is deleted with Clear, with another gateway and with the device", async () => {
    for (const drop of [
      (app: ReturnType<typeof start>) => app.conversation.forget(),
      (app: ReturnType<typeof start>) => app.node("connecting", "wss://other.example"),
      (app: ReturnType<typeof start>) => app.node("unconfigured", null),
    ]) {
      const stateDir = temporaryDirectory();
      const app = start(stateDir);
      await app.said("One?", "1");
      await kept(stateDir).toBe(true);
      drop(app);
      await kept(stateDir).toBe(false);
      expect(app.messages()).toEqual([]);
    }
    const stateDir = temporaryDirectory();
    await start(stateDir).said("One?", "1");
    await kept(stateDir).toBe(true);
    await forgetConversation(stateDir);
    expect(readdirSync(stateDir)).toEqual([]);
  });

  test("waits for a node that does not know its gateway yet, and is not shown for another", async () => {
    const stateDir = temporaryDirectory();
    await start(stateDir).said("One?", "1");
    await kept(stateDir).toBe(true);
    const same = start(stateDir, { gateway: null });
    expect(same.messages()).toEqual([]);
    same.node("connecting", home);
    expect(same.messages()).toHaveLength(1);
    same.node("blocked", null);
    expect(same.messages()).toHaveLength(1);
    await same.conversation.letGo();
    const other = start(stateDir, { gateway: null });
    other.node("connecting", "wss://other.example");
    expect(other.messages()).toEqual([]);
    await kept(stateDir).toBe(false);
  });

  test.each<[string, string]>([
    ["no JSON", "{"],
    ["another shape", '{"schemaVersion":1,"gateway":"x","turns":[{"id":"one"}]}'],
    ["null", "null"],
  ])("that is broken (%s) is set aside and said, and deleted with the next Clear", async (_, text) => {
    const stateDir = temporaryDirectory();
    writeFileSync(fileIn(stateDir), text, { mode: 0o600 });
    const { conversation, said } = start(stateDir);
    const problem = conversation.problem();
    expect(problem?.problem).toBe("set-aside");
    expect(readFileSync(problem?.path ?? "", "utf8")).toBe(text);
    await said("Anew?", "Yes");
    await kept(stateDir).toBe(true);
    conversation.forget();
    expect(conversation.problem()).toBe(null);
    await expect.poll(() => readdirSync(stateDir), { timeout: 10_000 }).toEqual([]);
  });

  test.each<[string, (path: string) => void]>([
    [
      "a newer version wrote",
      (path) => writeFileSync(path, '{"schemaVersion":2,"turns":{}}', { mode: 0o600 }),
    ],
    ["somebody else may change", (path) => writeFileSync(path, "{}", { mode: 0o666 })],
  ])("that %s stays as it is, and nothing is kept", async (_, write) => {
    const stateDir = temporaryDirectory();
    const before = process.umask(0);
    write(fileIn(stateDir));
    process.umask(before);
    const text = readFileSync(fileIn(stateDir), "utf8");
    const { conversation, said, choose } = start(stateDir);
    expect(conversation.problem()).toEqual({ problem: "unreadable", path: fileIn(stateDir) });
    await said("Anew?", "Yes");
    conversation.forget();
    choose(false);
    await conversation.letGo();
    expect(readFileSync(fileIn(stateDir), "utf8")).toBe(text);
    expect(readConversation(stateDir, 0).kind).toBe("unreadable");
  });

  test("is written nowhere any more once its folder is given up, not even an answer that breaks off then", async () => {
    const stateDir = temporaryDirectory();
    const { conversation, ask, open } = start(stateDir);
    ask("One?");
    await conversation.letGo();
    const text = readFileSync(fileIn(stateDir), "utf8");
    open[0]?.end({ ok: false, problem: "connection-lost", detail: "" });
    await onDisk();
    await conversation.letGo();
    expect(readFileSync(fileIn(stateDir), "utf8")).toBe(text);
  });

  test("is not written with every piece of an answer", async () => {
    const stateDir = temporaryDirectory();
    const { conversation, ask, open } = start(stateDir);
    ask("One?");
    await conversation.settled();
    const { mtimeMs } = statSync(fileIn(stateDir));
    for (let length = 1; length < 50; length++) open[0]?.say("x".repeat(length));
    await conversation.settled();
    expect(statSync(fileIn(stateDir)).mtimeMs).toBe(mtimeMs);
  });

  test("is kept with as much of an answer as has come when the app quits", async () => {
    const stateDir = temporaryDirectory();
    const { conversation, ask, open } = start(stateDir);
    ask("One?");
    open[0]?.say("The first ha");
    await conversation.finish();
    const restarted = start(stateDir);
    expect(restarted.messages()).toEqual([["One?", "The first ha", "connection-lost"]]);
  });

  test("is not kept at the end when its owner does not want that", async () => {
    const stateDir = temporaryDirectory();
    const { conversation, ask, open } = start(stateDir, { keep: false });
    ask("One?");
    open[0]?.say("The first ha");
    await conversation.finish();
    expect(readdirSync(stateDir)).toEqual([]);
  });

  test("stays where it is when the app quits before its gateway is known", async () => {
    const stateDir = temporaryDirectory();
    const first = start(stateDir);
    await first.said("One?", "1");
    await first.conversation.settled();
    await start(stateDir, { gateway: null }).conversation.finish();
    expect(start(stateDir).messages()).toEqual([["One?", "1", "answered"]]);
  });
});
