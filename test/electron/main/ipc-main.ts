import { EventEmitter } from "node:events";
import { decode, encode } from "../page/codec.ts";
import type { IpcAnswer, IpcCall } from "../protocol.ts";

type InvokeHandler = (event: object, ...args: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, InvokeHandler>();

  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Carries out one `invoke`; errors cross as text only, as in Electron. */
  async invoke(call: IpcCall, event: object): Promise<IpcAnswer> {
    const handler = this.#handlers.get(call.channel);
    if (handler === undefined) {
      return { value: null, error: `Error: No handler registered for '${call.channel}'` };
    }
    try {
      const result = await handler(event, ...(decode(call.args) as unknown[]));
      return { value: encode(result), error: null };
    } catch (error) {
      return { value: null, error: String(error) };
    }
  }
}

export const ipcMain = new IpcMain();
