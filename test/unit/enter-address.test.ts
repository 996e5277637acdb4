import { describe, expect, test } from "vitest";
import type { AskLink } from "../../src/core/links/join-link.ts";
import { enterAddress, useJoinLink } from "../../src/main/links/enter-address.ts";
import { createWizard } from "../../src/main/state/wizard.ts";
import { memoryStore } from "../support/memory-store.ts";

const NOW = 1_000;
const now = () => NOW;
const SECRET = "Zq8Lx0pVb7WmS3cr3tT0k3nK1";
const CODE = Buffer.from(
  JSON.stringify({ url: "wss://new.example", bootstrapToken: SECRET, expiresAtMs: 2_000 }),
).toString("base64url");
const JOIN = "https://gw.example/base/j/abcdefghijklmnopqrstuv";

/** A wizard whose field gets this text, and all that it would write to disk. */
function entered(text: string, whole: boolean) {
  const store = memoryStore();
  const wizard = createWizard(store);
  wizard.change({ address: "wss://before.example", acceptedTlsFingerprint: "ab".repeat(32) });
  const outcome = enterAddress({ text, whole }, wizard, now);
  return { wizard, outcome, kept: JSON.stringify(store.read()) };
}

describe("what holds a secret never comes into a draft, which is written to disk", () => {
  test.each([
    ["a dashboard link", `https://gw.example/#token=${SECRET}`],
    ["a setup code", CODE],
    ["a setup code in an oc-pair link", `oc-pair://${CODE}`],
    ["a setup code that lost its end", CODE.slice(0, -9)],
    ["a join link", JOIN],
    ["a join link that lost its end", JOIN.slice(0, -3)],
    ["a token in the wrong field", `${SECRET}${SECRET}`],
    ["a sentence with a code", `here you are: ${CODE} bye`],
    ["a name and a password", `wss://me:${SECRET}@gw.example`],
    ["a secret parameter", `wss://gw.example/?password=${SECRET}`],
  ])("%s", (_what, text) => {
    for (const whole of [false, true]) {
      const { kept } = entered(text, whole);
      expect(kept).not.toContain(SECRET);
      expect(kept).not.toContain(CODE.slice(0, 20));
      expect(kept).not.toContain("abcdefghijklmnopqrs");
    }
  });
});

describe("what is still being typed", () => {
  test.each(["gw", "gw.example:", "ws:/", "$GATEWAY", ""])("%j is kept as it is", (text) => {
    const { wizard, outcome } = entered(text, false);
    expect(outcome).toEqual({ ok: true });
    expect(wizard.draft()).toMatchObject({ address: text, acceptedTlsFingerprint: null });
  });

  test("is no link yet", () => {
    expect(entered(JOIN, false).wizard.draft()).toMatchObject({
      address: "wss://before.example",
      fromLink: null,
    });
  });

  test("and came back to what it was keeps the certificate", () => {
    expect(entered("wss://before.example", false).wizard.draft().acceptedTlsFingerprint).not.toBeNull();
  });
});

describe("what was pasted, or is to be checked", () => {
  test("is an address without what stood around it", () => {
    const { wizard } = entered("“ws://10.0.0.1:18789”, ", true);
    expect(wizard.draft()).toMatchObject({ address: "ws://10.0.0.1:18789", acceptedTlsFingerprint: null });
  });

  test("is a dashboard link with its token", () => {
    const { wizard } = entered(`https://gw.example/#token=${SECRET}`, true);
    expect(wizard.draft()).toMatchObject({
      address: "https://gw.example/",
      credentialKind: "token",
      fromLink: "token",
    });
    expect(wizard.target().credential).toEqual({ kind: "token", token: SECRET });
    wizard.setSecret("another");
    expect(wizard.draft().fromLink).toBeNull();
  });

  test("is a setup code", () => {
    const { wizard } = entered(`clawtray connect ${CODE}`, true);
    expect(wizard.draft()).toMatchObject({ address: "wss://new.example", credentialKind: "setup-code" });
    expect(wizard.target().credential).toEqual({ kind: "bootstrap", bootstrapToken: SECRET });
  });

  test("is refused with its reason", () => {
    expect(entered("ws://10.0.0.1:99999", true).outcome).toMatchObject({
      ok: false,
      problem: "address-invalid",
      detail: { detail: { problem: "port" } },
    });
    expect(entered(CODE.slice(0, -9), true).outcome).toEqual({
      ok: false,
      problem: "link-unusable",
      detail: "not-a-setup-code",
    });
  });
});

describe("a join link", () => {
  const headers = [{ name: "CF-Access-Client-Id", value: "id" }];
  const answering =
    (url: string, asked: string[][] = []) =>
    (sent: readonly { readonly name: string }[]): AskLink =>
    async (link) => {
      asked.push([link.href, ...sent.map(({ name }) => name)]);
      return Response.json({ url, bootstrapToken: SECRET });
    };

  test("waits with its gateway's address, and is redeemed once with the headers for that gateway", async () => {
    const { wizard, kept } = entered(JOIN, true);
    expect(wizard.draft()).toMatchObject({ address: "https://gw.example/base", fromLink: "join-link" });
    expect(kept).not.toContain("/j/");
    wizard.setEdgeHeaders("https://gw.example/base", headers);
    const asked: string[][] = [];
    const ask = answering("wss://gw.example/base", asked);
    expect(await useJoinLink(wizard, now, ask)).toEqual({ ok: true });
    expect(await useJoinLink(wizard, now, ask)).toEqual({ ok: true });
    expect(asked).toEqual([[JOIN, "CF-Access-Client-Id"]]);
    expect(wizard.draft()).toMatchObject({
      address: "wss://gw.example/base",
      credentialKind: "setup-code",
      edgeHeaderNames: ["CF-Access-Client-Id"],
      fromLink: null,
    });
  });

  test.each(["wss://other.example", "ws://gw.example"])("gives none of them to %s", async (url) => {
    const { wizard } = entered(JOIN, true);
    wizard.setEdgeHeaders("https://gw.example/base", headers);
    await useJoinLink(wizard, now, answering(url));
    expect(wizard.draft()).toMatchObject({ address: url, edgeHeaderNames: [] });
  });

  test("is dropped with its address, also while it is asked for", async () => {
    const { wizard } = entered(JOIN, true);
    await useJoinLink(wizard, now, () => async () => {
      enterAddress({ text: "wss://third.example", whole: false }, wizard, now);
      return Response.json({ url: "wss://gw.example", bootstrapToken: SECRET });
    });
    expect(wizard.draft()).toMatchObject({ address: "wss://third.example", credentialKind: "none" });
  });

  test("that was refused stays for another try", async () => {
    const { wizard } = entered(JOIN, true);
    const outcome = await useJoinLink(wizard, now, () => async () => new Response(null, { status: 503 }));
    expect(outcome).toEqual({ ok: false, problem: "link-unusable", detail: "join-link-refused" });
    expect(wizard.draft().fromLink).toBe("join-link");
  });
});
