import { describe, expect, test } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import { isExempt } from "../../src/core/gateway/no-proxy.ts";
import { proxyOfEnvironment, readPacAnswer, readProxy, shownProxy } from "../../src/core/gateway/proxy.ts";
import { desktopProxy } from "../../src/main/settings/system-proxy.ts";

function addressOf(url: string) {
  const address = parseGatewayAddress(url, { allowInsecure: true });
  if (!address.ok) throw new Error(url);
  return address.value;
}

describe("NO_PROXY", () => {
  test.each<[string, string, number, boolean]>([
    ["*", "gw.example", 443, true],
    ["gw.example", "gw.example", 443, true],
    ["gw.example", "a.gw.example", 443, true],
    [".example", "gw.example", 443, true],
    ["*.gw.example", "gw.example", 443, true],
    ["GW.Example.", "gw.example", 443, true],
    ["w.example", "gw.example", 443, false],
    ["gw.example.org", "gw.example", 443, false],
    ["gw.example:443", "gw.example", 443, true],
    ["gw.example:8443", "gw.example", 443, false],
    ["other, gw.example", "gw.example", 443, true],
    ["other gw.example", "gw.example", 443, true],
    ["10.0.0.0/8", "10.1.2.3", 443, true],
    ["10.0.0.0/8", "11.1.2.3", 443, false],
    ["10.0.0.0/33", "10.1.2.3", 443, false],
    ["10.0.0.0/8", "gw.example", 443, false],
    ["fd00::/8", "fd12::1", 443, true],
    ["fd00::/8", "10.1.2.3", 443, false],
    ["10.1.2.3:443", "10.1.2.3", 443, true],
    ["10.1.2.3:80", "10.1.2.3", 443, false],
    [".2.3", "10.1.2.3", 443, false],
    ["[fd12::1]:443", "fd12::1", 443, true],
    ["fd12:0:0::1", "fd12::1", 443, true],
    ["other;gw.example", "gw.example", 443, true],
    ["[fd00::]/8", "fd12::1", 443, true],
    ["bücher.example", "xn--bcher-kva.example", 443, true],
    ["", "gw.example", 443, false],
    [".", "gw.example", 443, false],
  ])("%j and %s:%i: %s", (list, host, port, exempt) => {
    expect(isExempt(list, { host, port })).toBe(exempt);
  });
});

describe("the proxy of the environment", () => {
  const environment = { HTTPS_PROXY: "http://proxy.example:3128", NO_PROXY: "inside.example" };
  test.each<[string, "proxy" | "direct"]>([
    ["wss://gw.example", "proxy"],
    ["wss://10.0.0.1:18789", "proxy"],
    ["wss://inside.example", "direct"],
    ["wss://localhost:8443", "direct"],
    ["wss://127.0.0.1:8443", "direct"],
    ["wss://[::1]:8443", "direct"],
    ["wss://[::ffff:127.0.0.1]:8443", "direct"],
    ["ws://10.0.0.1", "direct"],
    ["ws://gw.example", "direct"],
  ])("%s: %s", (url, kind) => {
    expect(proxyOfEnvironment(addressOf(url), environment)?.kind).toBe(kind);
  });

  test("is the first that is set, and none where nothing is", () => {
    const address = addressOf("wss://gw.example");
    const hostOf = (set: Readonly<Record<string, string>>) => {
      const choice = proxyOfEnvironment(address, set);
      return choice?.kind === "proxy" ? choice.proxy.host : choice;
    };
    expect(hostOf({})).toBeNull();
    expect(hostOf({ HTTPS_PROXY: " " })).toBeNull();
    expect(hostOf({ HTTP_PROXY: "http://plain:1" })).toBeNull();
    expect(hostOf({ ALL_PROXY: "http://all:1" })).toBe("all");
    expect(hostOf({ ALL_PROXY: "http://all:1", HTTPS_PROXY: "http://tls:1" })).toBe("tls");
    expect(hostOf({ https_proxy: "http://lower:1", HTTPS_PROXY: "http://tls:1" })).toBe("lower");
  });

  test.each<[string, unknown]>([
    ["proxy.example:3128", { secure: false, host: "proxy.example", port: 3128, authorization: null }],
    ["https://proxy.example", { secure: true, port: 443 }],
    ["http://[fd00::1]:8080/", { host: "fd00::1", port: 8080 }],
    ["http://me:p%40ss@proxy:1", { authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}` }],
  ])("reads %s", (text, proxy) => {
    expect(readProxy(text, "HTTPS_PROXY")).toMatchObject({ kind: "proxy", proxy });
  });

  test.each([
    ["socks5://proxy:1080", "socks"],
    ["socks5h://proxy:1080", "socks"],
    ["ftp://proxy", "address"],
    ["http://", "address"],
    ["http://a%zz:b@proxy", "address"],
  ])("does not use %s", (text, why) => {
    expect(readProxy(text, "ALL_PROXY")).toEqual({ kind: "unusable", source: "ALL_PROXY", why });
  });

  test("is shown without its name and password", () => {
    const choice = readProxy("http://me:hunter2@[fd00::1]:3128", "HTTPS_PROXY");
    expect(choice.kind === "proxy" && shownProxy(choice.proxy)).toBe("http://[fd00::1]:3128");
  });
});

describe("the proxy of the system", () => {
  test.each<[string, unknown]>([
    ["DIRECT", { kind: "direct" }],
    ["", { kind: "direct" }],
    ["PROXY proxy:3128; DIRECT", { kind: "proxy", proxy: { host: "proxy", port: 3128, source: "system" } }],
    ["HTTPS proxy:443", { kind: "proxy", proxy: { secure: true } }],
    ["SOCKS5 proxy:1080", { kind: "unusable", why: "socks" }],
  ])("%j", (answer, choice) => {
    expect(readPacAnswer(answer)).toMatchObject(choice as object);
  });

  test("is asked only where the environment names none, and never for this computer", async () => {
    const asked: string[] = [];
    const resolve = async (url: string) => {
      asked.push(url);
      return "PROXY system:1";
    };
    const hostFor = async (url: string, environment: NodeJS.ProcessEnv) => {
      const choice = await desktopProxy(resolve, environment)(addressOf(url));
      return choice.kind === "proxy" ? choice.proxy.host : choice.kind;
    };
    expect(await hostFor("wss://gw.example", { HTTPS_PROXY: "http://own:1" })).toBe("own");
    expect(await hostFor("wss://gw.example", { HTTPS_PROXY: "http://own:1", NO_PROXY: "*" })).toBe("direct");
    expect(await hostFor("wss://127.0.0.1:1", {})).toBe("direct");
    expect(asked).toEqual([]);
    expect(await hostFor("wss://gw.example:8443", {})).toBe("system");
    expect(asked).toEqual(["https://gw.example:8443/"]);
  });

  test("is none when the system cannot be asked", async () => {
    const choose = desktopProxy(() => Promise.reject(new Error("no")), {});
    expect(await choose(addressOf("wss://gw.example"))).toEqual({ kind: "direct" });
  });
});
