import { describe, expect, test } from "vitest";
import type { AskEnd, Question } from "../../src/core/chat/chat.ts";
import { createConversation } from "../../src/core/chat/conversation.ts";

const question: Question = { message: "Hello?", sessionKey: "agent:main:main" };

/** A conversation with an agent that answers when it is told to. */
function conversation() {
  const asked: { readonly question: Question; say(text: string): void; end(end: AskEnd): void }[] = [];
  const said = createConversation(
    (given, say) => new Promise((end) => void asked.push({ question: given, say, end })),
  );
  let changes = 0;
  said.subscribe(() => void changes++);
  return { ...said, asked, changes: () => changes };
}

/** Everything that was already settled has been told. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a conversation", () => {
  test("shows the answer as it grows, and how it ended", async () => {
    const { ask, turns, asked, changes } = conversation();
    expect(ask(question)).toBe(true);
    expect(asked[0]?.question).toEqual(question);
    expect(turns()).toEqual([{ id: 1, ...question, answer: "", state: "answering", detail: "" }]);
    asked[0]?.say("Hel");
    expect(turns()[0]).toMatchObject({ answer: "Hel", state: "answering" });
    asked[0]?.end({ ok: true, text: "Hello." });
    await settled();
    expect(turns()[0]).toMatchObject({ answer: "Hello.", state: "answered" });
    expect(changes()).toBe(3);
  });

  test("takes back whatever a file says was said before, and mixes nothing up", async () => {
    const { ask, turns, asked, restore } = conversation();
    const said = { message: "One?", sessionKey: "s", detail: "" };
    const turn = { ...said, answer: "old", state: "answered" } as const;
    restore([2 ** 53, 2 ** 53, 7].map((id) => ({ ...turn, id })));
    ask(question);
    asked[0]?.end({ ok: true, text: "new" });
    await settled();
    expect(turns().map(({ answer }) => answer)).toEqual(["old", "old", "old", "new"]);
    const long = conversation();
    long.restore(Array.from({ length: 160_000 }, (_, id) => ({ ...turn, id })));
    expect(long.turns()).toHaveLength(50);
  });

  test("keeps of pictures and texts what they were called, and how large they were", () => {
    const { ask, turns, asked } = conversation();
    const pictures = [{ name: "a.png", data: "AAECAw==" }];
    const texts = [{ name: "a.txt", text: "Grüße" }];
    ask({ ...question, pictures, texts });
    expect(asked[0]?.question).toEqual({ ...question, pictures, texts });
    expect(turns()).toMatchObject([
      { pictures: [{ name: "a.png", size: 4 }], texts: [{ name: "a.txt", size: 7 }] },
    ]);
    expect(JSON.stringify(turns())).not.toMatch(/AAECAw|Grüße/);
  });

  test("sends nothing while an answer is still coming, and keeps what came before it broke off", async () => {
    const { ask, turns, asked } = conversation();
    ask(question);
    expect(ask({ ...question, message: "And?" })).toBe(false);
    asked[0]?.say("Half");
    asked[0]?.end({ ok: false, problem: "connection-lost", detail: "gone" });
    await settled();
    expect(turns()).toMatchObject([{ answer: "Half", state: "connection-lost", detail: "gone" }]);
    expect(ask({ ...question, message: "And?" })).toBe(true);
    expect(asked).toHaveLength(2);
  });

  test("shows nothing of an answer that comes after it was forgotten, not even under a later question", async () => {
    const { ask, turns, asked, forget } = conversation();
    ask(question);
    forget();
    asked[0]?.say("Late");
    expect(turns()).toEqual([]);
    ask({ ...question, message: "Anew?" });
    asked[0]?.end({ ok: true, text: "Late" });
    await settled();
    expect(turns()).toMatchObject([{ message: "Anew?", answer: "", state: "answering" }]);
  });

  test("is bounded by turns and by length, and keeps the last one whole", async () => {
    const { ask, turns, asked } = conversation();
    for (let at = 0; at < 60; at++) {
      ask({ ...question, message: `${at}` });
      asked[at]?.end({ ok: true, text: "x" });
      await settled();
    }
    expect(turns()).toHaveLength(50);
    expect(turns()[0]?.message).toBe("10");
    ask({ ...question, message: "long" });
    asked[60]?.end({ ok: true, text: "y".repeat(600_000) });
    await settled();
    expect(turns()).toMatchObject([{ message: "long", answer: "y".repeat(600_000) }]);
  });
});
