import { decode, type Encoded, encode } from "./codec.ts";

/**
 * What runs in the page before the page's own code: one part beside the preload, in a JavaScript
 * world of its own, and one part in the page's world. They share nothing but the DOM, as in
 * Electron, and talk through events under a name the page does not know. Only text crosses.
 */

interface Shared {
  addEventListener(name: string, listener: (event: { readonly detail: string }) => void): void;
  dispatchEvent(event: unknown): boolean;
}

declare const window: Shared & Record<string, unknown>;
declare const CustomEvent: new (name: string, init: { detail: string }) => unknown;

interface Message {
  readonly kind: "hello" | "expose" | "call" | "answer" | "settle";
  readonly id?: number;
  readonly name?: string;
  readonly value?: Encoded;
  readonly failed?: boolean;
}

interface Peer {
  send(message: Message): void;
  encodeForPeer(value: unknown): Encoded;
  decodeFromPeer(value: Encoded | undefined): unknown;
}

/** One end of the line between the two worlds; calls are answered before they return. */
function openPeer(outgoing: string, incoming: string, receive: (message: Message) => void): Peer {
  const dispatch = window.dispatchEvent.bind(window);
  const held: unknown[] = [];
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let answer: Message | null = null;
  let promises = 0;

  const send = (message: Message) => {
    dispatch(new CustomEvent(outgoing, { detail: JSON.stringify(message) }));
  };

  const encodeForPeer = (value: unknown): Encoded =>
    encode(value, (special) => {
      if (special instanceof Promise) {
        promises += 1;
        const id = promises;
        special.then(
          (result) => send({ kind: "settle", id, value: encodeForPeer(result), failed: false }),
          (error) => send({ kind: "settle", id, value: encodeForPeer(error), failed: true }),
        );
        return ["promise", id];
      }
      held.push(special);
      return ["function", held.length - 1];
    });

  const decodeFromPeer = (value: Encoded | undefined): unknown =>
    decode(value, ([kind, id]) => {
      if (kind === "promise") {
        return new Promise((resolve, reject) => waiting.set(Number(id), { resolve, reject }));
      }
      return (...args: unknown[]) => {
        answer = null;
        send({ kind: "call", id: Number(id), value: encodeForPeer(args) });
        const got = answer as Message | null;
        if (got === null) throw new Error("the other world did not answer");
        const result = decodeFromPeer(got.value);
        if (got.failed === true) throw result;
        return result;
      };
    });

  window.addEventListener(incoming, (event) => {
    const message = JSON.parse(event.detail) as Message;
    if (message.kind === "answer") {
      answer = message;
    } else if (message.kind === "settle") {
      const settle = waiting.get(message.id ?? -1);
      waiting.delete(message.id ?? -1);
      const value = decodeFromPeer(message.value);
      if (message.failed === true) settle?.reject(value);
      else settle?.resolve(value);
    } else if (message.kind === "call") {
      const call = held[message.id ?? -1] as (...args: unknown[]) => unknown;
      try {
        const result = call(...(decodeFromPeer(message.value) as unknown[]));
        send({ kind: "answer", value: encodeForPeer(result), failed: false });
      } catch (error) {
        send({ kind: "answer", value: encodeForPeer(error), failed: true });
      }
    } else {
      receive(message);
    }
  });
  return { send, encodeForPeer, decodeFromPeer };
}

/** A copy that cannot be changed, as the page gets it in Electron. */
function frozen(value: unknown): unknown {
  if (typeof value === "object" && value !== null && !(value instanceof Promise)) {
    for (const inner of Object.values(value)) frozen(inner);
    return Object.freeze(value);
  }
  return value;
}

/** The page's world: defines what the preload exposes. */
export function enterPageWorld(secret: string): void {
  const peer = openPeer(`${secret}:page`, `${secret}:preload`, (message) => {
    if (message.kind !== "expose" || message.name === undefined) return;
    if (Object.hasOwn(window, message.name)) return;
    const value = frozen(peer.decodeFromPeer(message.value));
    Object.defineProperty(window, message.name, {
      value,
      writable: false,
      configurable: false,
      enumerable: true,
    });
  });
  peer.send({ kind: "hello" });
}

type IpcListener = (event: object, ...args: unknown[]) => void;

/** Beside the preload: what a sandboxed preload may require, and nothing else. */
export function enterPreloadWorld(
  secret: string,
  toMain: (text: string) => void,
  fromMain: (deliver: (text: string) => void) => void,
  preload: (require: (name: string) => unknown) => void,
): void {
  const exposed: Message[] = [];
  const peer = openPeer(`${secret}:preload`, `${secret}:page`, (message) => {
    if (message.kind === "hello") for (const one of exposed) peer.send(one);
  });
  const listeners = new Map<string, IpcListener[]>();
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let callCount = 0;

  fromMain((text) => {
    const message = JSON.parse(text) as
      | { kind: "event"; channel: string; args: Encoded }
      | { kind: "result"; id: number; channel: string; value: Encoded; error: string | null };
    if (message.kind === "event") {
      const args = decode(message.args) as unknown[];
      for (const listener of [...(listeners.get(message.channel) ?? [])]) {
        listener({ sender: ipcRenderer, ports: [] }, ...args);
      }
      return;
    }
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.error === null) call?.resolve(decode(message.value));
    else call?.reject(new Error(`Error invoking remote method '${message.channel}': ${message.error}`));
  });

  const on = (channel: string, listener: IpcListener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  };
  const off = (channel: string, listener: IpcListener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((one) => one !== listener),
    );
    return ipcRenderer;
  };
  const ipcRenderer = {
    invoke(channel: string, ...args: unknown[]) {
      callCount += 1;
      const id = callCount;
      // Encoding first: what cannot be cloned throws at the caller, as in Electron.
      const text = JSON.stringify({ kind: "invoke", id, channel, args: encode(args) });
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject });
        toMain(text);
      });
    },
    send(channel: string, ...args: unknown[]) {
      toMain(JSON.stringify({ kind: "send", channel, args: encode(args) }));
    },
    on,
    addListener: on,
    off,
    removeListener: off,
    once(channel: string, listener: IpcListener) {
      const one: IpcListener = (event, ...args) => {
        off(channel, one);
        listener(event, ...args);
      };
      return on(channel, one);
    },
    removeAllListeners(channel: string) {
      listeners.delete(channel);
      return ipcRenderer;
    },
  };

  const contextBridge = {
    exposeInMainWorld(name: string, value: unknown) {
      if (exposed.some((one) => one.name === name)) {
        throw new Error("Cannot bind an API on top of an existing property on the window object");
      }
      const message: Message = { kind: "expose", name, value: peer.encodeForPeer(value) };
      exposed.push(message);
      peer.send(message);
    },
  };

  preload((name) => {
    if (name === "electron" || name === "electron/renderer") {
      return { contextBridge, ipcRenderer, webFrame: {}, crashReporter: {}, nativeImage: {} };
    }
    if (["events", "timers", "url"].includes(name.replace(/^node:/, ""))) return {};
    throw new Error(`module not found: ${name}`);
  });
}
