import { createServer, type Server, type Socket } from "node:net";
import { usualPictureLimits } from "../../shared/picture/picture.ts";
import { readLines } from "./lines.ts";
import {
  type AskReply,
  decodeRequest,
  encodeMessage,
  encodeReply,
  type InstanceMessage,
  type InstanceRequest,
  type RequestReply,
} from "./message.ts";
import { type Control, MAX_PROOF_LENGTH, plain, proveAsServer, type Seal } from "./proof.ts";

/** Bytes a client may leave unread before it is dropped. */
const BACKLOG_LIMIT = 1 << 20;

/**
 * The longest message to the agent, however it is written in JSON, with as many pictures as go with one; a client that
 * sends more than this without a line ending is not ours.
 */
const MAX_REQUEST_LENGTH = (1 << 17) + Math.ceil((usualPictureLimits.together * 4) / 3);

/** How long a client may take to prove who it is, and how many may be doing so at once, milliseconds and clients. */
const PROOF_LIMIT = 5_000;
const MAX_UNPROVEN = 32;

/** Carries a request out; `say` tells the client something before the reply, and whether it is still there. */
export type HandleRequest = (
  request: InstanceRequest,
  say: (reply: AskReply) => boolean,
) => Promise<RequestReply | AskReply>;

/** The listening side of a control socket. */
export interface ControlServer {
  /** Sends to every client, and from now on first to each new one. */
  say(message: InstanceMessage): void;
  /** Stops listening and drops the clients. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly path: string;
  /** Said to each client first. */
  readonly first: InstanceMessage;
  readonly handleRequest: HandleRequest | null;
  /** What a client must prove to know before it hears a word; null where only its owner can reach the socket. */
  readonly control: Control | null;
}

/** Listens on the path; rejects with the system's error, `EADDRINUSE` when it is taken. */
export function listen({ path, first, handleRequest, control }: ListenOptions): Promise<ControlServer> {
  /** Null until a client has proven itself. */
  const clients = new Map<Socket, Seal | null>();
  let line = encodeMessage(first);
  const server = createServer((client) => {
    const unproven = [...clients.values()].filter((seal) => seal === null).length;
    if (unproven >= MAX_UNPROVEN) return client.destroy();
    clients.set(client, null);
    client.on("close", () => clients.delete(client));
    // A client that goes away in the middle of a line is its own business.
    client.on("error", () => client.destroy());
    welcome(client, { control, handleRequest }, (seal) => {
      clients.set(client, seal);
      client.write(`${seal.seal(line)}\n`);
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.removeListener("error", reject);
      // An accept that fails (no descriptors left) costs that client its connection and nothing else.
      server.on("error", () => {});
      resolve({
        say(message) {
          line = encodeMessage(message);
          for (const [client, seal] of clients) {
            if (client.writableLength > BACKLOG_LIMIT) client.destroy();
            else if (seal !== null) client.write(`${seal.seal(line)}\n`);
          }
        },
        close: () => closeServer(server, [...clients.keys()]),
      });
    });
  });
}

function closeServer(server: Server, clients: readonly Socket[]): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // What was said is already with the kernel unless the client does not read.
    for (const client of clients) client.destroySoon();
    for (const client of clients) if (client.writableLength > 0) client.destroy();
  });
}

/** Lets a client prove itself, where it must, and takes one request from it. */
function welcome(
  client: Socket,
  { control, handleRequest }: Pick<ListenOptions, "control" | "handleRequest">,
  proven: (seal: Seal) => void,
): void {
  let seal: Seal | null = null;
  const begin = (agreed: Seal): void => {
    seal = agreed;
    proven(agreed);
  };
  const proof = control === null ? null : proveAsServer(control);
  const timer = proof === null ? null : setTimeout(() => client.destroy(), PROOF_LIMIT);
  timer?.unref();
  client.on("close", () => timer !== null && clearTimeout(timer));
  let greeted = false;

  /** Whoever does not know the key is hung up on, and learns nothing. */
  function hearProof(line: string): "more" | "enough" {
    if (!greeted) {
      greeted = true;
      const answer = proof?.answer(line) ?? null;
      if (answer !== null) client.write(`${answer}\n`);
      else client.destroy();
      return answer === null ? "enough" : "more";
    }
    const agreed = proof?.check(line) ?? null;
    if (agreed === null) {
      client.destroy();
      return "enough";
    }
    if (timer !== null) clearTimeout(timer);
    begin(agreed);
    return "more";
  }

  function hearRequest(line: string, agreed: Seal): "enough" {
    const opened = agreed.open(line);
    const request = opened === null ? null : decodeRequest(opened);
    const say = (reply: RequestReply | AskReply): boolean => {
      if (client.writable) client.write(`${agreed.seal(encodeReply(reply))}\n`);
      return client.writable;
    };
    if (request !== null && handleRequest !== null)
      handleRequest(request, say)
        .catch((): RequestReply => ({ reply: "not-done" }))
        .then(say);
    return "enough";
  }

  readLines(
    client,
    () => (seal === null ? MAX_PROOF_LENGTH : MAX_REQUEST_LENGTH),
    (line) => (seal === null ? hearProof(line) : hearRequest(line, seal)),
    () => {
      if (seal === null) client.destroy();
    },
  );
  if (proof === null) begin(plain);
}
