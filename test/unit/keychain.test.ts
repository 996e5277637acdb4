import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/core/time/clock.ts";
import { createKeychainStore } from "../../src/core/vault/keychain.ts";
import { readKeychainError } from "../../src/core/vault/keychain-error.ts";
import type { NativeKeychain } from "../../src/core/vault/native-keychain.ts";
import { failure, success } from "../../src/shared/result.ts";

/** Time that stands until it is moved. */
function standingClock(): Clock & { advance(): void; pending(): number } {
  const waiting = new Set<() => void>();
  return {
    now: () => 0,
    monotonic: () => 0,
    after(_, callback) {
      waiting.add(callback);
      return () => waiting.delete(callback);
    },
    advance() {
      for (const callback of [...waiting]) {
        waiting.delete(callback);
        callback();
      }
    },
    pending: () => waiting.size,
  };
}

/** A keychain whose calls wait until the test answers them. */
function slowKeychain() {
  const calls: { name: string; answer(value?: unknown): void; refuse(error: Error): void }[] = [];
  const call = (name: string) =>
    new Promise<never>((resolve, reject) => {
      calls.push({ name, answer: (value) => resolve(value as never), refuse: reject });
    });
  const native: NativeKeychain = {
    getPassword: (_, account) => call(`get ${account}`),
    setPassword: (_, account) => call(`set ${account}`),
    deletePassword: (_, account) => call(`delete ${account}`),
  };
  return { calls, native };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the keychain store", () => {
  test("gives up a call nobody answers, and says so while the call is still open", async () => {
    const clock = standingClock();
    const { calls, native } = slowKeychain();
    const store = createKeychainStore({ load: async () => native, clock, platform: "linux" });
    const read = store.get("a");
    await settle();
    clock.advance();
    expect(await read).toMatchObject({ ok: false, failure: { kind: "timeout" } });
    expect(store.busy()).toBe(true);
    calls[0]?.answer(null);
    await settle();
    expect(store.busy()).toBe(false);
  });

  test("raises no second prompt while one is unanswered, and reads only after a late write has ended", async () => {
    const clock = standingClock();
    const { calls, native } = slowKeychain();
    const store = createKeychainStore({ load: async () => native, clock, platform: "linux" });
    const write = store.set("a", "secret");
    await settle();
    clock.advance();
    expect(await write).toMatchObject({ failure: { kind: "timeout" } });
    for (let again = 0; again < 5; again += 1) {
      const read = store.get("a");
      await settle();
      clock.advance();
      expect(await read).toMatchObject({ failure: { kind: "timeout" } });
    }
    const patient = store.get("a");
    await settle();
    expect(calls.map(({ name }) => name)).toEqual(["set a"]);

    calls[0]?.answer();
    await settle();
    expect(calls.map(({ name }) => name)).toEqual(["set a", "get a"]);
    calls[1]?.answer("secret");
    expect(await patient).toEqual(success("secret"));
    expect(clock.pending()).toBe(0);
  });

  test("reports a library that does not load, and tries to load it again at the next call", async () => {
    let loads = 0;
    const load = async (): Promise<NativeKeychain> => {
      loads += 1;
      if (loads === 1) throw new Error("no such binary");
      return { getPassword: async () => "x", setPassword: async () => {}, deletePassword: async () => true };
    };
    const store = createKeychainStore({ load, clock: standingClock(), platform: "linux" });
    expect(loads).toBe(0);
    expect(await store.get("a")).toMatchObject({ failure: { kind: "unavailable" } });
    expect(await store.get("a")).toEqual(success("x"));
  });

  test("refuses on Windows alone what is larger than Windows keeps", async () => {
    const { native } = slowKeychain();
    const large = "x".repeat(1281);
    const windows = createKeychainStore({
      load: async () => native,
      clock: standingClock(),
      platform: "win32",
    });
    expect(await windows.set("a", large)).toMatchObject({ ok: false, failure: { kind: "unavailable" } });
    const working = { ...native, setPassword: async () => {} };
    for (const [platform, text] of [
      ["linux", large],
      ["win32", "x".repeat(1280)],
    ] as const) {
      const store = createKeychainStore({ load: async () => working, clock: standingClock(), platform });
      expect(await store.set("a", text)).toEqual(success(undefined));
    }
  });

  test.each([
    ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", "locked"],
    ["Platform failure: User interaction is not allowed.", "locked"],
    ["Platform failure: DBus error: Did not receive a reply. Possible causes include: ...", "timeout"],
    [
      "Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time, set your DBUS_SESSION_BUS_ADDRESS instead",
      "unavailable",
    ],
    [
      "Platform failure: DBus error: The name org.freedesktop.secrets was not provided by any .service files",
      "unavailable",
    ],
    ["Couldn't access platform storage: Secret Service: no result found", "unavailable"],
    [
      "Platform failure: DBus error: Message recipient disconnected from message bus without replying",
      "unavailable",
    ],
    ["Credential is ambiguous", "corrupt"],
    ["something nobody has seen, quoting hunter2", "unavailable"],
  ])("reads '%s' as %s and quotes nothing unknown", (message, kind) => {
    const read = readKeychainError(new Error(message));
    expect(read.kind).toBe(kind);
    expect(read.detail).not.toContain("hunter2");
    expect(read.detail.length).toBeLessThan(80);
  });

  test("turns an error of the library into a failure", async () => {
    const { calls, native } = slowKeychain();
    const store = createKeychainStore({
      load: async () => native,
      clock: standingClock(),
      platform: "linux",
    });
    const read = store.get("a");
    await settle();
    calls[0]?.refuse(new Error("unlock prompt was dismissed"));
    expect(await read).toEqual(
      failure({ kind: "locked", detail: "the keychain is locked, or its prompt was dismissed" }),
    );
  });
});
