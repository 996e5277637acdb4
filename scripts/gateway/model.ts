import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A tool as the model asks for it. */
export interface ToolCall {
  readonly tool: string;
  /** Or what becomes of the results so far: a picture's id, say. */
  readonly parameters: object | ((results: readonly string[]) => object | Promise<object>);
}

/** What the model does in one conversation: its calls one after the other, then a closing word. */
export interface Script {
  /** The message that makes the model follow this script; to be sent to the agent. */
  readonly message: string;
  /** What the gateway told the model about each call so far, oldest first. */
  readonly results: readonly string[];
}

/** What is said next, after this. */
export interface Piece {
  /** Null: the connection is cut off there, and a gateway may try again; or an error ends it, which it passes on. */
  readonly text: string | null | { readonly error: string };
  readonly after?: Promise<void>;
}

/** A model provider on loopback that follows scripts instead of thinking. */
export interface ScriptedModel {
  /** For `models.providers.*.baseUrl`. */
  readonly baseUrl: string;
  /** Every picture it was shown, as `data:` URLs, oldest first; shown again with each later turn. */
  readonly pictures: readonly string[];
  /** The message that makes the model say these pieces, each once the one before is through and its wait is over. */
  speech(...pieces: readonly Piece[]): string;
  /** Prepares a conversation with these calls. */
  script(...calls: readonly ToolCall[]): Script;
  close(): void;
}

/** The one model there is; `models.providers.*.models[].id`. */
export const modelName = "scripted";

/** The closing word of every script, and the answer to whatever belongs to none. */
export const closingWord = "That is all.";

interface Message {
  readonly role: string;
  readonly content: unknown;
}

interface Conversation {
  readonly calls: readonly ToolCall[];
  readonly results: string[];
}

/**
 * Speaks the API that the gateway calls `openai-completions` (docs/gateway/local-models.md, 2026.9.6), streamed. It
 * keeps no state: how far a script has progressed is read from the messages, as a model would.
 */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const conversations = new Map<string, Conversation>();
  const speeches = new Map<string, readonly Piece[]>();
  const pictures: string[] = [];

  async function answerTo(messages: readonly Message[]): Promise<ToolCall | null> {
    const texts = messages.map(({ content }) => textOf(content));
    const start = messages.findLastIndex(
      ({ role }, at) => role === "user" && keyIn(texts[at] ?? "") !== null,
    );
    const conversation = conversations.get(keyIn(texts[start] ?? "") ?? "");
    if (conversation === undefined) return null;
    const results = texts.filter((_, at) => at > start && messages[at]?.role === "tool");
    conversation.results.splice(0, Infinity, ...results);
    const call = conversation.calls[results.length];
    if (call === undefined) return null;
    const { tool, parameters } = call;
    return { tool, parameters: typeof parameters === "function" ? await parameters(results) : parameters };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
      response.writeHead(404).end();
      return;
    }
    const messages: readonly Message[] = JSON.parse(body).messages;
    pictures.push(...messages.flatMap(({ content }) => picturesIn(content)));
    const last = messages.findLast(({ role }) => role === "user");
    const speech = speeches.get(keyIn(textOf(last?.content)) ?? "");
    if (speech === undefined) stream(response, await answerTo(messages));
    else await say(response, speech);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    pictures,
    speech(...pieces) {
      const key = randomUUID();
      speeches.set(key, pieces);
      return `Follow the script ${key}.`;
    },
    script(...calls) {
      const key = randomUUID();
      const results: string[] = [];
      conversations.set(key, { calls, results });
      return { message: `Follow the script ${key}.`, results };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const keyIn = (text: string): string | null => /Follow the script ([0-9a-f-]{36})\./.exec(text)?.[1] ?? null;

/** A message's content is a text, or parts, some of which are text. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: string }) => part.text ?? "").join("\n");
}

/** Those of the API's parts that are pictures. */
function picturesIn(content: unknown): readonly string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: { image_url?: { url?: string } }) => part.image_url?.url ?? []);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding("utf8");
  let body = "";
  for await (const piece of request) body += piece;
  return body;
}

function stream(response: ServerResponse, call: ToolCall | null): void {
  const delta =
    call === null
      ? { role: "assistant", content: closingWord }
      : {
          role: "assistant",
          tool_calls: [
            {
              index: 0,
              id: `call_${randomUUID()}`,
              type: "function",
              function: { name: call.tool, arguments: JSON.stringify(call.parameters) },
            },
          ],
        };
  const write = chunkWriter(response);
  write(delta, null);
  write({}, call === null ? "stop" : "tool_calls");
  response.end("data: [DONE]\n\n");
}

async function say(response: ServerResponse, speech: readonly Piece[]): Promise<void> {
  const write = chunkWriter(response);
  for (const { text, after } of speech) {
    await after;
    if (text === null) {
      response.destroy();
      return;
    }
    if (typeof text !== "string") {
      // As the API's own servers put it into a stream that has begun.
      const error = {
        message: text.error,
        type: "invalid_request_error",
        param: null,
        code: "invalid_prompt",
      };
      response.end(`data: ${JSON.stringify({ error })}\n\n`);
      return;
    }
    write({ role: "assistant", content: text }, null);
  }
  write({}, "stop");
  response.end("data: [DONE]\n\n");
}

/** Begins a stream, and writes its chunks. */
function chunkWriter(response: ServerResponse): (delta: object, finishReason: string | null) => void {
  const common = { id: randomUUID(), object: "chat.completion.chunk", created: 0, model: modelName };
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (delta, finishReason) => {
    const chunk = { ...common, choices: [{ index: 0, delta, finish_reason: finishReason }] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
}
