import { describe, expect, test } from "vitest";
import {
  type EdgeHeader,
  headersFor,
  readHeader,
  readHeaderLines,
  readHeaderName,
} from "../../src/core/gateway/edge-headers.ts";
import { addEdgeHeaders, createEdgeHeaders, forgetEdgeHeaders } from "../../src/core/node/edge-headers.ts";
import { chooseGateway } from "../../src/core/settings/choose-gateway.ts";
import { accountsOf } from "../../src/core/vault/accounts.ts";
import { createVault } from "../../src/core/vault/typed-vault.ts";
import { memorySecrets } from "../support/memory-secrets.ts";
import { memorySettings } from "../support/memory-settings.ts";

describe("the name of a header", () => {
  test.each(["CF-Access-Client-Id", "Authorization", "Cookie", "X-Api-Key", "x_1"])(
    "%s may be set",
    (name) => {
      expect(readHeaderName(name)).toEqual({ ok: true, value: name });
    },
  );

  test.each([
    ["Host", "reserved"],
    ["upgrade", "reserved"],
    ["CONNECTION", "reserved"],
    ["Sec-WebSocket-Key", "reserved"],
    ["Proxy-Authorization", "reserved"],
    ["Content-Length", "reserved"],
    ["Transfer-Encoding", "reserved"],
    ["Origin", "reserved"],
    ["X-Forwarded-For", "reserved"],
    ["Forwarded", "reserved"],
    ["Tailscale-User-Login", "reserved"],
    ["Cf-Access-Authenticated-User-Email", "reserved"],
    ["", "name"],
    ["X Y", "name"],
    ["X:Y", "name"],
    ["X=secret", "name"],
    ["X\r\nY", "name"],
    ["Größe", "name"],
    ["x".repeat(101), "name"],
  ])("%j: %s", (name, problem) => {
    expect(readHeaderName(name)).toEqual({ ok: false, failure: problem });
  });
});

test.each(["", " ", "a\r\nb", "a\nX-Evil: 1", "a\u0000b", "ü", "x".repeat(4_097)])(
  "a value such as %j is not taken",
  (value) => {
    expect(readHeader("X-Edge", value)).toEqual({ ok: false, failure: "value" });
  },
);

test("lines of headers are read, and a bad one is named without its words", () => {
  expect(readHeaderLines("\ufeff# for the edge\r\nX-One: a b \n\nX-Two:c:d\n")).toEqual({
    ok: true,
    value: [
      { name: "X-One", value: "a b" },
      { name: "X-Two", value: "c:d" },
    ],
  });
  expect(readHeaderLines("no colon")).toEqual({ ok: false, failure: "line" });
  expect(readHeaderLines("X-One: a\nx-one: b")).toEqual({ ok: false, failure: "twice" });
  expect(readHeaderLines("Host: a")).toEqual({ ok: false, failure: "reserved" });
  const many = Array.from({ length: 17 }, (_, index) => `X-${index}: a`).join("\n");
  expect(readHeaderLines(many)).toEqual({ ok: false, failure: "too-many" });
});

test("nothing is sent without TLS", () => {
  const headers = [{ name: "X-Edge", value: "secret" }];
  expect(headersFor({ secure: true }, headers)).toEqual({ "X-Edge": "secret" });
  expect(headersFor({ secure: false }, headers)).toEqual({});
});

test("the vault keeps them for one gateway, and forgets them with it", async () => {
  const store = memorySecrets(new Map());
  const vault = createVault(store, accountsOf(null));
  const [one, other] = ["wss://one.example:443", "wss://other.example:443"];
  const headers = [{ name: "X-Edge", value: "secret" }];
  expect(await vault.readEdgeHeaders(one)).toEqual({ ok: true, value: [] });
  expect(await vault.writeEdgeHeaders(one, headers)).toMatchObject({ ok: true });
  expect(await vault.readEdgeHeaders(one)).toEqual({ ok: true, value: headers });
  expect(await vault.readEdgeHeaders(other)).toEqual({ ok: true, value: [] });
  await vault.writeEdgeHeaders(one, []);
  expect(await vault.readEdgeHeaders(one)).toEqual({ ok: true, value: [] });
  await vault.writeEdgeHeaders(one, headers);
  expect(await vault.deleteEverything([one])).toMatchObject({ ok: true });
  expect(await vault.readEdgeHeaders(one)).toEqual({ ok: true, value: [] });
});

test("headers that are added later join those that are kept, and the next connection has them, until they are removed", async () => {
  const vault = createVault(memorySecrets(new Map()), accountsOf(null));
  const settings = memorySettings();
  const choose = async (edgeHeaderNames: readonly string[]) => {
    const chosen = await chooseGateway(settings.read(), { address: "wss://192.0.2.7", edgeHeaderNames });
    if (chosen.ok) await settings.update(chosen.value);
    return settings.read().gateway?.url ?? "";
  };
  const url = await choose([]);
  const headersOf = createEdgeHeaders(vault, settings);
  const add = async (headers: readonly EdgeHeader[]) => {
    const names = await addEdgeHeaders(vault, settings, url, headers);
    if (names.ok) await choose(names.value);
    return names;
  };
  const id = { name: "CF-Access-Client-Id", value: "id.access" };
  expect(await add([id, { name: "X-Edge", value: "old" }])).toMatchObject({ ok: true });
  expect(await headersOf(url)).toMatchObject({ value: [id, { name: "X-Edge", value: "old" }] });
  expect(await add([{ name: "X-Edge", value: "new" }])).toMatchObject({ value: [id.name, "X-Edge"] });
  expect(await headersOf(url)).toMatchObject({ value: [id, { name: "X-Edge", value: "new" }] });
  expect(await headersOf("wss://other.example")).toMatchObject({ value: [] });

  expect(await forgetEdgeHeaders(vault, settings)).toBe(true);
  expect(settings.read().gateway).toMatchObject({ url });
  expect(settings.read().gateway).not.toHaveProperty("edgeHeaders");
  expect(await headersOf(url)).toMatchObject({ value: [] });
  expect(await vault.readEdgeHeaders(url)).toEqual({ ok: true, value: [] });
});
