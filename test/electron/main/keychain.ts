import { readFileSync, writeFileSync } from "node:fs";
import type { KeychainMode } from "../protocol.ts";
import { answerHost } from "./channel.ts";
import { computer } from "./computer.ts";

/**
 * Stands in for the OS keychain where none can be had, and can be locked and made slow. Its content is in
 * a file, so that it outlives a restart of the app as a keychain does.
 */
const state = { mode: computer.keychainMode, calls: 0 };

export const keychainCalls = (): number => state.calls;

answerHost("keychain", (mode: KeychainMode) => {
  state.mode = mode;
});

function read(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(computer.keychainFile ?? "", "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

async function open(): Promise<void> {
  state.calls += 1;
  await new Promise((resolve) => setImmediate(resolve));
  if (state.mode === "silent") await new Promise(() => {});
  if (state.mode === "locked") throw new Error("Couldn't access platform secure storage: is locked");
}

/** The one class of `@napi-rs/keyring` the app uses. */
export class AsyncEntry {
  readonly #name: string;
  constructor(service: string, account: string) {
    this.#name = `${service}/${account}`;
  }
  async getPassword(): Promise<string | null> {
    await open();
    return read()[this.#name] ?? null;
  }
  async setPassword(password: string): Promise<void> {
    await open();
    writeFileSync(computer.keychainFile ?? "", JSON.stringify({ ...read(), [this.#name]: password }));
  }
  async deletePassword(): Promise<boolean> {
    await open();
    const { [this.#name]: gone, ...rest } = read();
    writeFileSync(computer.keychainFile ?? "", JSON.stringify(rest));
    return gone !== undefined;
  }
}
