import { describe, expect, test } from "vitest";
import { ANSWER_LIMIT, type AskEnd, createChat, QUIET_LIMIT } from "../../src/core/chat/chat.ts";
import type { AgentMessage, Delivery } from "../../src/core/gateway/contract.ts";
import { readEvent } from "../../src/core/gateway/events.ts";
import { type PicturesTaken, usualPictureLimits } from "../../src/shared/picture/picture.ts";
import { ManualClock } from "../support/clock.ts";
import { tiny } from "../support/pictures.ts";

const sessionKey = "agent:main:main";

/** A gateway that answers each message so, at once or when told. */
function setting(
  delivery: Delivery | Promise<Delivery> = "taken",
  detail = "",
  pictures: PicturesTaken = usualPictureLimits,
) {
  const clock = new ManualClock();
  const sent: AgentMessage[] = [];
  const chat = createChat(
    {
      pictures,
      async askAgent(message) {
        sent.push(message);
        return { delivery: await delivery, detail };
      },
    },
    clock,
  );
  const heard: string[] = [];
  const ask = (message = "How are you?", key = sessionKey): Promise<AskEnd> =>
    chat.ask({ message, sessionKey: key }, (text) => heard.push(text));
  const tell = (event: string, payload: object): void => {
    const read = readEvent({ event, payload });
    if (read.kind === "chat") chat.take(read.chat);
  };
  const chatEvent = (state: string, text: string | null, key = sessionKey): void =>
    tell("chat", {
      sessionKey: key,
      runId: "r",
      state,
      ...(text === null ? {} : { message: { role: "assistant", content: [{ type: "text", text }] } }),
    });
  return { clock, sent, chat, heard, ask, tell, chatEvent };
}

const failure = (problem: string, detail = "") => ({ ok: false, problem, detail });

describe("a question to the agent", () => {
  test.each([
    ["main", "agent:main:main"],
    ["notes", "agent:main:notes"],
    ["agent:main:Roses", "agent:main:roses"],
    [" agent:main:notes ", "agent:main:notes"],
    ["Global", "global"],
    // As 2026.1.29 tells it.
    ["main", "main"],
    ["agent:main:Roses", "agent:main:Roses"],
  ])("in session %j is heard under the gateway's name for it, %j", async (given, named) => {
    const { sent, ask, chatEvent } = setting();
    const answer = ask("How are you?", given);
    expect(sent).toMatchObject([{ sessionKey: given }]);
    expect(await ask("Again?", named)).toEqual(failure("busy"));
    chatEvent("final", "Well.", named);
    expect(await answer).toEqual({ ok: true, text: "Well." });
  });

  test("is not ended by another run in its session once it began to be answered", async () => {
    const { clock, heard, ask, tell, chatEvent } = setting();
    const answer = ask();
    chatEvent("delta", "I am");
    tell("chat", { sessionKey, runId: "an operator's", state: "delta", message: { content: "Not mine" } });
    clock.advance(QUIET_LIMIT - 1);
    // Measured, openclaw 2026.1.29: so it ends an operator's message that joins what is being answered.
    tell("chat", { sessionKey, runId: "an operator's", state: "final" });
    chatEvent("final", "I am well.");
    expect(await answer).toEqual({ ok: true, text: "I am well." });
    expect(heard).toEqual(["I am", "I am well."]);
  });

  test("is sent once, heard as it grows, and ends with its last word", async () => {
    const { sent, heard, ask, tell, chatEvent } = setting();
    const answer = ask();
    tell("agent", { sessionKey, stream: "lifecycle", data: { phase: "start" } });
    chatEvent("delta", "I am");
    chatEvent("delta", "I am well.");
    chatEvent("final", "I am well.");
    expect(await answer).toEqual({ ok: true, text: "I am well." });
    expect(heard).toEqual(["I am", "I am well."]);
    expect(sent).toEqual([{ message: "How are you?", sessionKey, timeoutMs: ANSWER_LIMIT }]);
  });

  test("is sent with its texts below it, and not at all when it gets too long by that", async () => {
    const { sent, chat, chatEvent } = setting();
    const text = { name: "a.txt", text: "one" };
    const answer = chat.ask({ message: "What?", sessionKey, texts: [text] }, () => {});
    chatEvent("final", "A text.");
    expect(await answer).toEqual({ ok: true, text: "A text." });
    expect(sent.map(({ message }) => message)).toEqual(['What?\n\nFile "a.txt":\n```txt\none\n```']);
    const long = { name: "b.txt", text: "x".repeat(19_990) };
    expect(await chat.ask({ message: "What?", sessionKey, texts: [long] }, () => {})).toEqual(
      failure("too-long"),
    );
    expect(sent).toHaveLength(1);
  });

  test("is heard once from a gateway that tells everything twice", async () => {
    const { heard, ask, chatEvent } = setting();
    const answer = ask();
    for (const text of ["One", "One", "One two", "One two"]) chatEvent("delta", text);
    chatEvent("final", "One two");
    chatEvent("final", "One two");
    expect(await answer).toEqual({ ok: true, text: "One two" });
    expect(heard).toEqual(["One", "One two"]);
  });

  test("is not ended by the end of the one before it, told once more", async () => {
    const { ask, chatEvent } = setting();
    const first = ask("One?");
    chatEvent("final", "One.");
    chatEvent("final", "One.");
    expect(await first).toEqual({ ok: true, text: "One." });
    const second = ask("Two?");
    chatEvent("final", "Two.");
    chatEvent("final", "Two.");
    expect(await second).toEqual({ ok: true, text: "Two." });
  });

  test("keeps its text where the end does not repeat it", async () => {
    const { ask, chatEvent } = setting();
    const answer = ask();
    chatEvent("delta", "Here.");
    chatEvent("final", null);
    expect(await answer).toEqual({ ok: true, text: "Here." });
  });

  test("hears nothing of another session, and each of two sessions its own", async () => {
    const { heard, ask, chatEvent } = setting();
    const first = ask("a");
    const second = ask("b", "agent:main:other");
    chatEvent("delta", "not mine", "agent:main:third");
    chatEvent("final", "two", "agent:main:other");
    chatEvent("final", "one");
    expect(await first).toEqual({ ok: true, text: "one" });
    expect(await second).toEqual({ ok: true, text: "two" });
    expect(heard).toEqual(["two", "one"]);
  });

  test("waits for none that is still open in the same session", async () => {
    const { sent, ask, chatEvent } = setting();
    const first = ask("a");
    expect(await ask("b")).toEqual(failure("busy"));
    chatEvent("final", "one");
    await first;
    const third = ask("c");
    chatEvent("final", "three");
    expect(await third).toEqual({ ok: true, text: "three" });
    expect(sent.map(({ message }) => message)).toEqual(["a", "c"]);
  });

  test.each([
    ["refused", "refused"],
    ["unanswered", "unanswered"],
  ] as const)("that is %s says so, with the gateway's words", async (delivery, problem) => {
    const { ask } = setting(delivery, "no such session");
    expect(await ask()).toEqual(failure(problem, "no such session"));
    // It is not open any more.
    expect(await ask()).toEqual(failure(problem, "no such session"));
  });

  test("that was taken and never answered is given up, and any sign of the agent starts the wait again", async () => {
    const { clock, ask, tell } = setting();
    const answer = ask();
    clock.advance(QUIET_LIMIT - 1);
    tell("agent", { sessionKey, stream: "tool", data: {} });
    clock.advance(QUIET_LIMIT - 1);
    expect(await Promise.race([answer, Promise.resolve("still open")])).toBe("still open");
    clock.advance(1);
    expect(await answer).toEqual(failure("no-answer"));
  });

  test("whose answer began and then stopped says that; what comes afterwards belongs to no question", async () => {
    const { clock, heard, ask, chatEvent } = setting();
    const answer = ask();
    chatEvent("delta", "The beds are");
    clock.advance(QUIET_LIMIT);
    expect(await answer).toEqual(failure("fell-silent"));
    chatEvent("final", "The beds are dry.");
    expect(heard).toEqual(["The beds are"]);
  });

  test("that is worked on for ever is given up as well", async () => {
    const { clock, ask, tell } = setting();
    const answer = ask();
    for (let passed = 0; passed < ANSWER_LIMIT; passed += 60_000) {
      tell("agent", { sessionKey, stream: "tool", data: {} });
      clock.advance(60_000);
    }
    expect(await answer).toEqual(failure("too-slow"));
  });

  test("ends with the connection", async () => {
    const { chat, ask } = setting();
    const answer = ask();
    chat.close();
    expect(await answer).toEqual(failure("connection-lost"));
  });

  test("ends with the agent's error, or when somebody stops the agent", async () => {
    const { ask, tell } = setting();
    const failing = ask();
    tell("chat", { sessionKey, state: "error", errorMessage: "no model" });
    expect(await failing).toEqual(failure("agent-failed", "no model"));
    const stopped = ask();
    tell("chat", { sessionKey, state: "aborted" });
    expect(await stopped).toEqual(failure("stopped"));
  });

  test("takes pictures with it, each as what it is", async () => {
    const { sent, chat, chatEvent } = setting();
    const pictures = [{ name: "shot.png", data: tiny.jpeg }];
    const answer = chat.ask({ message: "What is this?", sessionKey, pictures }, () => {});
    chatEvent("final", "A box.");
    expect(await answer).toEqual({ ok: true, text: "A box." });
    expect(sent).toMatchObject([{ pictures: [{ name: "shot.png", data: tiny.jpeg, type: "image/jpeg" }] }]);
  });

  test.each<[PicturesTaken, string, string]>([
    ["none", tiny.png, "pictures-not-taken"],
    [{ each: 10, together: 10 }, tiny.png, "pictures-refused"],
    [usualPictureLimits, "AAAA", "pictures-refused"],
  ])("is not sent with pictures that the gateway does not take: %j", async (taken, data, problem) => {
    const { sent, chat } = setting("taken", "", taken);
    const pictures = [{ name: "a.png", data }];
    expect(await chat.ask({ message: "?", sessionKey, pictures }, () => {})).toEqual(failure(problem));
    expect(sent).toEqual([]);
  });

  test("may take long to be sent with pictures: the silence counts from then on", async () => {
    let taken = (_delivery: Delivery) => {};
    const delivery = new Promise<Delivery>((resolve) => {
      taken = resolve;
    });
    const { clock, chat, chatEvent } = setting(delivery);
    const question = { message: "?", sessionKey, pictures: [{ name: "a.png", data: tiny.png }] };
    const slow = chat.ask(question, () => {});
    clock.advance(2 * QUIET_LIMIT);
    taken("taken");
    await new Promise(setImmediate);
    chatEvent("final", "A box.");
    expect(await slow).toEqual({ ok: true, text: "A box." });
    const silent = chat.ask(question, () => {});
    await new Promise(setImmediate);
    clock.advance(QUIET_LIMIT);
    expect(await silent).toEqual(failure("no-answer"));
  });
});

describe("an event about an answer", () => {
  test.each([
    ["without a session", { state: "final" }],
    ["whose session is no text", { sessionKey: 7, state: "final" }],
    ["that is none", null],
  ])("%s is not one", (_, payload) => {
    expect(readEvent({ event: "chat", payload }).kind).toBe("other");
  });

  test.each([
    ["text by itself", { content: "plain" }, "plain"],
    [
      "parts, some of them no text",
      { content: [{ type: "text", text: "a" }, { type: "image" }, 5, null, { text: "b" }] },
      "ab",
    ],
    ["nothing", {}, ""],
  ])("is read where its message is %s", (_, message, text) => {
    const read = readEvent({ event: "chat", payload: { sessionKey, state: "delta", message } });
    expect(read).toEqual({ kind: "chat", chat: { sessionKey, run: null, state: "answering", text } });
  });

  test("with a state nobody knows is a sign of life", () => {
    const read = readEvent({ event: "chat", payload: { sessionKey, state: "pondering" } });
    expect(read).toEqual({ kind: "chat", chat: { sessionKey, run: null, state: "working" } });
  });
});
