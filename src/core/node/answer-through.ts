import type { AskEnd, Question } from "../chat/chat.ts";
import type { AskReply } from "../instance/message.ts";

/** The longest piece of an answer in one line of the control socket, UTF-16 units. */
const MAX_PIECE_LENGTH = 1 << 14;
/** How often a waiting client is told that its question is still open, ms. */
const SIGN_OF_LIFE = 10_000;

/** Whoever can ask the agent. */
interface Asking {
  ask(question: Question, onText: (text: string) => void): Promise<AskEnd>;
}

/** Asks, and tells a client of the control socket the answer in pieces as it grows. */
export async function answerThrough(
  node: Asking,
  question: Question,
  say: (reply: AskReply) => boolean,
): Promise<AskReply> {
  const alive = () => void say({ reply: "answer-part", text: "", fresh: false });
  alive();
  const timer = setInterval(alive, SIGN_OF_LIFE);
  let told = "";
  const end = await node.ask(question, (text) => {
    const fresh = !text.startsWith(told);
    tellPieces(fresh ? text : text.slice(told.length), fresh, say);
    told = text;
  });
  clearInterval(timer);
  return end.ok ? { reply: "answered" } : { reply: "not-answered", problem: end.problem, detail: end.detail };
}

function tellPieces(text: string, fresh: boolean, say: (reply: AskReply) => boolean): void {
  for (let at = 0; at < text.length; at += MAX_PIECE_LENGTH)
    say({ reply: "answer-part", text: text.slice(at, at + MAX_PIECE_LENGTH), fresh: fresh && at === 0 });
}
