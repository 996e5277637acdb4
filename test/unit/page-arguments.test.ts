import { expect, test } from "vitest";
import { decodeReply, decodeRequest } from "../../src/core/instance/message.ts";
import { readCheckInput, readIntent, readRequest } from "../../src/main/ipc/read-arguments.ts";

const arrayWith = (members: object) => Object.assign([], members);
const long = "x".repeat(2_049);

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a text", "quit"],
  ["an array that has a kind", arrayWith({ kind: "quit" })],
  ["an unknown kind", { kind: "format-disk" }],
  ["a kind of every object", { kind: "constructor" }],
  ["a kind that is an object", { kind: { toString: () => "quit" } }],
  ["a missing member", { kind: "set-login-item" }],
  ["a number for a flag", { kind: "set-login-item", on: 1 }],
  ["an unknown page", { kind: "show-page", page: "../../etc/passwd" }],
  ["an unknown copy", { kind: "copy", what: "secret" }],
  ["a link that is too long", { kind: "take-link", text: "x".repeat(32_769), replace: true }],
  ["a secret that is too long", { kind: "set-draft-secret", secret: long }],
  [
    "more headers than there are rows",
    { kind: "set-draft-edge-headers", headers: Array(9).fill({ name: "a", value: "b" }) },
  ],
  ["a header without a value", { kind: "set-draft-edge-headers", headers: [{ name: "a" }] }],
  ["an unknown preference", { kind: "set-preferences", change: { theme: "dark", other: 1 } }],
  [
    "a preference of every object",
    { kind: "set-preferences", change: JSON.parse('{"__proto__":{"theme":"dark"}}') },
  ],
  ["a preference that is undefined", { kind: "set-preferences", change: { theme: undefined } }],
  ["an array for a change", { kind: "set-preferences", change: [] }],
  ["a draft's finished", { kind: "set-draft", change: { finished: true } }],
  ["a fingerprint in capitals", { kind: "set-draft", change: { acceptedTlsFingerprint: "A".repeat(64) } }],
  ["no question to refuse", { kind: "deny-questions", ids: [] }],
  ["a question that is no text", { kind: "deny-questions", ids: ["a", 1] }],
  ["a program without an id", { kind: "stop-program", id: "" }],
  ["computer use that begins by itself", { kind: "use-computer", to: "begin" }],
  ["a permission of no system", { kind: "grant-permission", media: "location" }],
  ["an empty id", { kind: "remove-rule", id: "" }],
  ["an unknown answer", { kind: "answer-question", id: "1", answer: "allow" }],
])("a request that is %s is none", (_, value) => {
  expect(readRequest(value)).toBeNull();
});

test.each<[string, unknown]>([
  ["forgets the device without a confirmation", { kind: "forget-device" }],
  ["has a name of blanks", { kind: "set-display-name", displayName: "  " }],
  ["has an invisible character at the end of a name", { kind: "set-display-name", displayName: "a\ufeff" }],
  ["names no capability", { kind: "set-capability", capability: "toString", on: true }],
  [
    "has a setup code's credential",
    { kind: "configure", address: "a", credential: { kind: "bootstrap", bootstrapToken: "b" } },
  ],
  [
    "has an array for a credential",
    { kind: "configure", address: "a", credential: arrayWith({ kind: "token", token: "b" }) },
  ],
  ["has a fingerprint that is none", { kind: "configure", address: "a", tlsFingerprint: "b" }],
  ["has an address that is too long", { kind: "configure", address: long }],
])("an intent that %s is none", (_, value) => {
  expect(readIntent(value)).toBeNull();
});

test("copies what it knows, and nothing else", () => {
  const extra = { extra: 1, allowAnotherGateway: true };
  const intent = { kind: "configure", address: "a", tlsFingerprint: undefined, ...extra };
  expect(readIntent(intent)).toStrictEqual({ kind: "configure", address: "a" });
  expect(readIntent({ kind: "set-display-name", displayName: " Jörg ", extra: 1 })).toStrictEqual({
    kind: "set-display-name",
    displayName: "Jörg",
  });
  expect(readRequest({ kind: "use-draft", allowAnotherGateway: undefined })).toStrictEqual({
    kind: "use-draft",
  });
  expect(readRequest({ kind: "set-draft", change: { acceptedTlsFingerprint: null } })).toStrictEqual({
    kind: "set-draft",
    change: { acceptedTlsFingerprint: null },
  });
  const input = { address: "a", credentialKind: "token", acceptedTlsFingerprint: null };
  expect(readCheckInput({ ...input, extra: 1 })).toStrictEqual(input);
  expect(readCheckInput({ ...input, acceptedTlsFingerprint: undefined })).toBeNull();
  const hostKey = { ...input, acceptedSshHostKey: `SHA256:${"q".repeat(43)}` };
  expect(readCheckInput(hostKey)).toStrictEqual(hostKey);
  for (const other of [null, "", "SHA256:", `SHA256:${"q".repeat(44)}`, `SHA256:${"q".repeat(42)}\n`])
    expect(readCheckInput({ ...input, acceptedSshHostKey: other })).toBeNull();
});

test("holds the control socket to the same", () => {
  expect(decodeRequest('{"request":"pause","capability":"run"}')).toStrictEqual({ request: "pause" });
  for (const line of ["", "null", "[]", '{"request":"forget-device"}', '{"request":"set-capability","on":1}'])
    expect(decodeRequest(line)).toBeNull();
  expect(decodeReply('{"reply":"not-saved"}')).toStrictEqual({
    reply: "not-saved",
    detail: { path: "", why: "other", code: "" },
  });
  expect(decodeReply('{"reply":"constructor"}')).toBeNull();
});
