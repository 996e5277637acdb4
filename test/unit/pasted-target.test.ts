import { describe, expect, test } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import { tidyAddress } from "../../src/core/gateway/tidy-address.ts";
import { readTarget } from "../../src/core/links/target.ts";

const NOW = 1_000_000;
const SECRET = "s3cret-Zq8Lx0pVb7Wm";
const payload = { url: "ws://10.0.0.1:18789", bootstrapToken: "one-time", expiresAtMs: NOW + 1 };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const CODE = encode(payload);
const OTHER = encode({ ...payload, url: "ws://10.0.0.9:18789" });
const STANDARD = Buffer.from(JSON.stringify({ ...payload, more: "~~~???ÿÿ" })).toString("base64");
const INDENTED = Buffer.from(JSON.stringify(payload, null, 2)).toString("base64url");
const OLD = encode({ ...payload, expiresAtMs: NOW });
const SHORTCODE = "abcdefghijklmnopqrstuv";
const PLAIN = "ws://10.0.0.1:18789";

/** What was understood in one word: an address as it is used, with its token, or a kind, or why not. */
function understood(text: string): string {
  const target = readTarget(text, NOW);
  if (!target.ok)
    return target.failure.about === "setup" ? target.failure.problem : target.failure.problem.code;
  switch (target.value.kind) {
    case "setup":
      return `setup ${target.value.setup.urls[0]}`;
    case "join-link":
      return `join ${target.value.link.href}`;
    case "address": {
      const { address, token } = target.value;
      const parsed = parseGatewayAddress(address);
      const url = parsed.ok ? parsed.value.url : parsed.failure.code;
      return token === null ? url : `${url} with ${token}`;
    }
  }
}

describe("whatever a person pastes is understood, or refused with its reason", () => {
  test.each<[string, string]>([
    // what stands around an address in mails, chats, documents and shells
    ['"ws://10.0.0.1:18789"', PLAIN],
    ["'ws://10.0.0.1:18789'", PLAIN],
    ["“ws://10.0.0.1:18789”", PLAIN],
    ["„ws://10.0.0.1:18789“", PLAIN],
    ["‘ws://10.0.0.1:18789’", PLAIN],
    ["«ws://10.0.0.1:18789»", PLAIN],
    ["« ws://10.0.0.1:18789 »", PLAIN],
    ["‹ws://10.0.0.1:18789›", PLAIN],
    ["`ws://10.0.0.1:18789`", PLAIN],
    ["```ws://10.0.0.1:18789```", PLAIN],
    ["「ws://10.0.0.1:18789」", PLAIN],
    ["<ws://10.0.0.1:18789>", PLAIN],
    ["<10.0.0.1>", PLAIN],
    ["<localhost>", "ws://localhost:18789"],
    ["(ws://10.0.0.1:18789)", PLAIN],
    ["[ws://10.0.0.1:18789]", PLAIN],
    ["{ws://10.0.0.1:18789}", PLAIN],
    ["**ws://10.0.0.1:18789**", PLAIN],
    ["_ws://10.0.0.1:18789_", PLAIN],
    ["[the gateway](ws://10.0.0.1:18789)", PLAIN],
    ["[gateway](ws://10.0.0.1:18789)", PLAIN],
    ['"ws://10.0.0.1:18789', PLAIN],
    ["ws://10.0.0.1:18789'", PLAIN],
    ['"10.0.0.1"', PLAIN],
    ["'myserver:18789'", "wss://myserver:18789"],
    ["ws://10.0.0.1:18789.", PLAIN],
    ["ws://10.0.0.1:18789,", PLAIN],
    ["ws://10.0.0.1:18789;", PLAIN],
    ["ws://10.0.0.1:18789!", PLAIN],
    ["ws://10.0.0.1:18789?", PLAIN],
    ["ws://10.0.0.1:18789…", PLAIN],
    ["ws://10.0.0.1:18789。", PLAIN],
    ["ws://10.0.0.1:18789)", PLAIN],
    ["ws://10.0.0.1:18789/.", PLAIN],
    ["gateway.example.org.", "wss://gateway.example.org:18789"],
    ["〝ws://10.0.0.1:18789〞", PLAIN],
    ["❝ws://10.0.0.1:18789❞", PLAIN],
    ["❛10.0.0.1❜", PLAIN],
    ["【ws://10.0.0.1:18789】", PLAIN],
    ["《10.0.0.1:18789》", PLAIN],
    ["⟨ws://10.0.0.1:18789⟩", PLAIN],
    ["′nas.local′", "ws://nas.local:18789"],
    ["״ws://10.0.0.1:18789״", PLAIN],
    ["｢ws://10.0.0.1:18789｣", PLAIN],
    ['\\"ws://10.0.0.1:18789\\"', PLAIN],
    ["&quot;ws://10.0.0.1:18789&quot;", PLAIN],
    ["&lt;ws://10.0.0.1:18789&gt;", PLAIN],
    ["[[ws://10.0.0.1:18789]]", PLAIN],
    ["ws://10.0.0.1:18789]", PLAIN],
    ["•ws://10.0.0.1:18789", PLAIN],
    ["→ws://10.0.0.1:18789", PLAIN],
    ["📍ws://10.0.0.1:18789", PLAIN],
    ["—ws://10.0.0.1:18789", PLAIN],
    ["│ ws://10.0.0.1:18789 │", PLAIN],
    ["ws://10.0.0.1:18789؟", PLAIN],
    ["ws://10.0.0.1:18789،", PLAIN],
    ["ws://10.0.0.1:18789।", PLAIN],
    ["ws://10.0.0.1:18789–", PLAIN],
    ["ws://10.0.0.1:18789\\n", PLAIN],
    ["ws://10.0.0.1:18789:", PLAIN],
    ["ws://10.0.0.1:18789 \\", PLAIN],
    ['<a href="ws://10.0.0.1:18789">gateway</a>', PLAIN],
    ["<ws://10.0.0.1:18789|the gateway>", PLAIN],
    ["export GATEWAY_URL='ws://10.0.0.1:18789'", PLAIN],
    ['gateway.url="ws://10.0.0.1:18789"', PLAIN],
    ["nas、local", "host"],
    ["l·l.example", "wss://xn--ll-0ea.example:18789"],
    ["💩nas.example", "wss://xn--nas-jd23b.example:18789"],
    // a scheme with a slip
    ["ws.//10.0.0.1", PLAIN],
    ["https://wss//gw.example.org", "wss://gw.example.org:443"],
    ["https://ssh://me@box", "ssh://me@box"],
    ["ws:/10.0.0.1", PLAIN],
    ["ws:10.0.0.1", PLAIN],
    ["ws//10.0.0.1", PLAIN],
    ["ws:///10.0.0.1", PLAIN],
    ["ws:\\\\10.0.0.1", PLAIN],
    ["ws;//10.0.0.1", PLAIN],
    ["WS://10.0.0.1", PLAIN],
    ["http:/10.0.0.1:18789", PLAIN],
    ["http//10.0.0.1:18789", PLAIN],
    ["https//gw.example.org", "wss://gw.example.org:443"],
    ["wss:gw.example.org", "wss://gw.example.org:443"],
    ["wss//gw.example.org", "wss://gw.example.org:443"],
    ["https://wss://gw.example.org", "wss://gw.example.org:443"],
    ["ws://ws://10.0.0.1:18789", PLAIN],
    ["//10.0.0.1", PLAIN],
    ["ws:18789", "wss://ws:18789"],
    ["wss", "host"],
    ["ftp://10.0.0.1", "scheme"],
    ["hxxps://gw.example.org", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["javascript:alert(1)", "port"],
    ["ws://", "host"],
    ["ws:", "host"],
    ["://10.0.0.1", "host"],
    // variables and placeholders
    ["$GATEWAY", "placeholder"],
    ["$\x7bGATEWAY}", "placeholder"],
    ["ws://$HOST:18789", "placeholder"],
    ["$env:GATEWAY", "placeholder"],
    ["%GATEWAY%", "placeholder"],
    ["ws://%HOST%:18789", "placeholder"],
    ["{{gateway}}", "placeholder"],
    ["<gateway>", "placeholder"],
    ["<your gateway>", "placeholder"],
    ["ws://<host>:18789", "placeholder"],
    ["https://gw.example.org/j/<shortcode>", "placeholder"],
    ["10.0.0.x", "placeholder"],
    ["ws://192.168.1.xxx:18789", "placeholder"],
    // paths of files, and of other programs
    ["C:\\Users\\me\\token.txt", "host"],
    ["C:/Users/me/token.txt", "host"],
    ["D:", "host"],
    ["nas:/export", "host"],
    ["unix:/run/gateway.sock", "host"],
    ["c:18789", "wss://c:18789"],
    // links of the dashboard
    ["https://gw.example.org/chat", "wss://gw.example.org:443"],
    ["https://gw.example.org/openclaw/dashboard", "wss://gw.example.org:443/openclaw"],
    ["https://gw.example.org/settings/devices", "wss://gw.example.org:443"],
    ["http://127.0.0.1:18789/overview", "ws://127.0.0.1:18789"],
    [`https://gw.example.org/chat#token=${SECRET}`, `wss://gw.example.org:443 with ${SECRET}`],
    [`https://gw.example.org/chat?session=main#token=${SECRET}`, `wss://gw.example.org:443 with ${SECRET}`],
    [`http://localhost:5173/?gatewayUrl=ws://10.0.0.1#token=${SECRET}`, "several-addresses"],
    [`http://10.0.0.1/?x=1#gatewayUrl=wss%3A%2F%2Fgw.example.org`, "several-addresses"],
    [`ws://10.0.0.1/token=${SECRET}`, "secret-in-address"],
    [`ws://10.0.0.1;token=${SECRET}`, "secret-in-address"],
    ["ws://10.0.0.1/?pass=hunter2", "secret-in-address"],
    ["https://gw.example.org/chat?session=main", "wss://gw.example.org:443"],
    ["https://gw.example.org/chat?session=agent%3Amain%3Amain", "wss://gw.example.org:443"],
    ["https://gw.example.org/openclaw/chat?session=main", "wss://gw.example.org:443/openclaw"],
    ["https://gw.example.org/openclaw/chat/main/telegram/12345", "wss://gw.example.org:443/openclaw"],
    ["http://127.0.0.1:18789/chat/main", "ws://127.0.0.1:18789"],
    ["http://127.0.0.1:18789/#/chat?session=main", "ws://127.0.0.1:18789"],
    ["https://gw.example.org/openclaw/", "wss://gw.example.org:443/openclaw/"],
    ["wss://gw.example.org/chat", "wss://gw.example.org:443/chat"],
    [`http://127.0.0.1:18789/#token=${SECRET}`, `ws://127.0.0.1:18789 with ${SECRET}`],
    [`http://127.0.0.1:18789/?token=${SECRET}`, `ws://127.0.0.1:18789 with ${SECRET}`],
    [`"http://127.0.0.1:18789/#token=${SECRET}"`, `ws://127.0.0.1:18789 with ${SECRET}`],
    [`https://gw.example.org/chat#token=${SECRET}&x=1`, "secret-in-address"],
    [`http://127.0.0.1:18789/#password=${SECRET}`, "secret-in-address"],
    [`http://127.0.0.1:18789/?sessionToken=${SECRET}`, "secret-in-address"],
    [`http://user:${SECRET}@10.0.0.1:18789`, "user-info"],
    [`${SECRET}@10.0.0.1`, "user-info"],
    ["root@10.0.0.1", "user-info"],
    // IPv6
    ["::1", "ws://[::1]:18789"],
    ["[::1]", "ws://[::1]:18789"],
    ["[::1]:9000", "ws://[::1]:9000"],
    ["([fd00::1]:9000)", "ws://[fd00::1]:9000"],
    ['"[fd00::1]:9000"', "ws://[fd00::1]:9000"],
    ["ws://[fd00::1]", "ws://[fd00::1]:18789"],
    ["fd00::1:18789", "ws://[fd00::1]:18789"],
    ["ws://fd00::1:18789", "ws://[fd00::1]:18789"],
    ["fe80::1%eth0", "zone"],
    ["[fe80::1%25eth0]:18789", "zone"],
    ["ws://fe80::1%wlp3s0", "zone"],
    ["fd00::1%eth0", "zone"],
    ["::1%lo", "zone"],
    ["fd00::1/64", "host"],
    ["[fd00::]/8", "host"],
    ["[fd00::1]18789", "host"],
    ["[fd00::1", "host"],
    // ports
    ["10.0.0.1:0", "port"],
    ["10.0.0.1:65536", "port"],
    ["10.0.0.1:99999999999", "port"],
    ["10.0.0.1:port", "port"],
    ["10.0.0.1:18789:18789", "port"],
    ["18789", "port-alone"],
    [":18789", "host"],
    // numbers that a URL parser would read as another address
    ["10.0.1", "host"],
    ["010.0.0.1", "host"],
    ["0x7f.0.0.1", "host"],
    ["𝟎x7f.1", "host"],
    ["①27.1", "host"],
    ["65536", "host"],
    ["230.5.example.org", "wss://230.5.example.org:18789"],
    ["https://gw.example.org/proxy/10.0.0.5", "wss://gw.example.org:443/proxy/10.0.0.5"],
    ["224.0.0.251", "host"],
    ["255.255.255.255", "host"],
    ["ff02::fb", "host"],
    ["10.0.0.1/24", "host"],
    ["10.0.0.256", "host"],
    ["0.0.0.0:18789", "unspecified-host"],
    ["[::]:18789", "unspecified-host"],
    // more than one word, and two in one
    ["10.0.0.1/10.0.0.2", "several-addresses"],
    ["ws://10.0.0.1/ws://10.0.0.2", "several-addresses"],
    ["ws://nas.localws://nas.local", "several-addresses"],
    ["ws://10.0.0.1:18789 ws://10.0.0.2:18789", "several-addresses"],
    ["10.0.0.1:18789, 10.0.0.2:18789", "several-addresses"],
    ["ws://10.0.0.1:18789\nws://10.0.0.1:18789", PLAIN],
    ["Gateway: ws://10.0.0.1:18789", PLAIN],
    ["the gateway is at 10.0.0.1:18789.", PLAIN],
    ["clawtray run --gateway ws://10.0.0.1:18789", PLAIN],
    ["--gateway=ws://10.0.0.1:18789", PLAIN],
    ["OPENCLAW_GATEWAY_URL=ws://10.0.0.1:18789", PLAIN],
    ['"url": "ws://10.0.0.1:18789",', PLAIN],
    ["> ws://10.0.0.1:18789", PLAIN],
    ["my server", "several-words"],
    ["10.0.0 .1", "several-words"],
    // letters
    ["ｗｓ：／／１０．０．０．１：１８７８９", PLAIN],
    ["ｎａｓ．ｌｏｃａｌ", "ws://nas.local:18789"],
    ["gateway。example。org", "wss://gateway.example.org:18789"],
    ["bücher.example", "wss://xn--bcher-kva.example:18789"],
    ["wss://gаteway.example", "wss://xn--gteway-3nf.example:443"], // the first a is Cyrillic
    ["\ufeffws://10.0.0.1:18789\u200b", PLAIN],
    ["\u2068ws://10.0.0.1:18789\u2069", PLAIN],
    ["ws://\u2068nas.local\u2069:18789", "ws://nas.local:18789"],
    ["\t ws://10.0.0.1:18789 \r\n", PLAIN],
    ["\u00a010.0.0.1\u3000", PLAIN],
    ["local\u200bhost", "control-characters"],
    ["ws://\u202etsohlacol", "control-characters"],
    ["nas\u0000.local", "control-characters"],
    ['na"s', "host"],
    ["nas!.local", "host"],
    ["nas..local", "host"],
    ["-nas.local", "host"],
    ["my_nas.local", "ws://my_nas.local:18789"],
    ["", "empty"],
    [" \u200b ", "empty"],
    ['""', "empty"],
    ["...", "empty"],
    [`${"a".repeat(64)}.example`, "host"],
    ["a.".repeat(1_500), "too-long"],
    // codes and links
    [CODE, "setup ws://10.0.0.1:18789"],
    [`"${CODE}"`, "setup ws://10.0.0.1:18789"],
    [`oc-pair://${CODE}`, "setup ws://10.0.0.1:18789"],
    [`<oc-pair://${CODE}>`, "setup ws://10.0.0.1:18789"],
    [`oc-pair:${CODE}.`, "setup ws://10.0.0.1:18789"],
    [`openclaw connect oc-pair://${CODE} --service`, "setup ws://10.0.0.1:18789"],
    [`openclaw connect ${CODE}`, "setup ws://10.0.0.1:18789"],
    [`${CODE.slice(0, 40)}\n${CODE.slice(40)}`, "setup ws://10.0.0.1:18789"],
    [`oc-pair://${CODE.slice(0, 40)}\r\n   ${CODE.slice(40)}`, "setup ws://10.0.0.1:18789"],
    [JSON.stringify({ setupCode: CODE, gatewayUrl: payload.url }), "setup ws://10.0.0.1:18789"],
    [JSON.stringify(payload), "setup ws://10.0.0.1:18789"],
    [STANDARD, "setup ws://10.0.0.1:18789"],
    [`oc-pair://${STANDARD}`, "setup ws://10.0.0.1:18789"],
    [INDENTED, "setup ws://10.0.0.1:18789"],
    [`${CODE} ${CODE}`, "setup ws://10.0.0.1:18789"],
    [`${CODE} (valid 10 minutes)`, "setup ws://10.0.0.1:18789"],
    [`${CODE.slice(0, 40)}\\\n${CODE.slice(40)}`, "setup ws://10.0.0.1:18789"],
    [`│ ${CODE.slice(0, 40)} │\n│ ${CODE.slice(40)} │`, "setup ws://10.0.0.1:18789"],
    [`oc-pair//${CODE}`, "setup ws://10.0.0.1:18789"],
    [`oc-pair:///${CODE}`, "setup ws://10.0.0.1:18789"],
    [`https://oc-pair://${CODE}`, "setup ws://10.0.0.1:18789"],
    [`${CODE} ${OTHER}`, "several-words"],
    [encode({ ...payload, url: "ws://10.0.0.1\n" }), "not-a-setup-code"],
    [encode({ ...payload, bootstrapToken: "one\u0000time" }), "not-a-setup-code"],
    [OLD, "expired"],
    [`oc-pair://${OLD}`, "expired"],
    ["oc-pair://nonsense", "not-a-setup-code"],
    ["oc-pair://", "not-a-setup-code"],
    [CODE.slice(0, -9), "not-a-setup-code"],
    [encode({ sub: "1234567890", name: "somebody" }), "not-a-setup-code"],
    [`${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: 1 })}.AbCdEf`, "secret-instead"],
    ["8f14e45fceea167a5a36dedd4bea2543", "secret-instead"],
    ["a1".repeat(32), "secret-instead"],
    ["aB3dE9/xyzQwErTyUiOpAsDfGhJkLzXcVbNm12345=", "secret-instead"],
    ["ya29.A0ARrdaM-abcdefghij1234567890ABCDEFGHIJ", "secret-instead"],
    ["wss://8f14e45fceea167a5a36dedd4bea2543", "secret-instead"],
    [`ws://${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: 1 })}.AbCdEf`, "secret-instead"],
    ["abcdefghijklmnopqrstuv", "wss://abcdefghijklmnopqrstuv:18789"],
    [`https://gw.example.org/j/${SHORTCODE}`, `join https://gw.example.org/j/${SHORTCODE}`],
    [
      `npx openclaw connect https://gw.example.org/j/${SHORTCODE}`,
      `join https://gw.example.org/j/${SHORTCODE}`,
    ],
    [`"https://gw.example.org/base/j/${SHORTCODE}".`, `join https://gw.example.org/base/j/${SHORTCODE}`],
    [`http://127.0.0.1:18789/j/${SHORTCODE}`, `join http://127.0.0.1:18789/j/${SHORTCODE}`],
    [`http://10.0.0.1:18789/j/${SHORTCODE}`, "join-link"],
    ["https://gw.example.org/j/abc", "join-link"],
    [`https://gw.example.org/j/${SHORTCODE}/`, `join https://gw.example.org/j/${SHORTCODE}`],
    [`https://gw.example.org/J/${SHORTCODE}`, "join-link"],
    [`https://gw.example.org/%6a/${SHORTCODE}`, "join-link"],
  ])("%j", (text, expected) => {
    expect(understood(text)).toBe(expected);
  });

  test("a name keeps its underscores, and no text makes a host with a quote", () => {
    for (const quote of ['"', "'", "`", "“", "«"])
      for (const text of [`${quote}ws`, `ws${quote}`, `${quote}ws://nas${quote}.local`])
        expect(understood(text), text).not.toMatch(/^wss?:\/\/[^/]*["'`“«]/);
  });
});

describe("what was refused is not repeated, and what was read stays as it is", () => {
  test.each([
    SECRET.repeat(3),
    `http://10.0.0.1/#password=${SECRET}`,
    `ws://u:${SECRET}@10.0.0.1`,
    `eyJ${SECRET}${SECRET}`,
    `10.0.0.1:${SECRET}`,
    `${SECRET} ${SECRET}x`,
    `OPENCLAW_GATEWAY_TOKEN=${SECRET}`,
    `--token ${SECRET}`,
    `{"token":"${SECRET}"}`,
  ])("%s", (text) => {
    const target = readTarget(text, NOW);
    expect(target.ok).toBe(false);
    expect(JSON.stringify(target)).not.toContain(SECRET);
  });

  // Reading them again from the start at each sign would take minutes.
  test.each(['"', "<", ".", "[", "〝", "\\n", "ws://", '"a'])("thousands of %j are read at once", (sign) => {
    expect(understood(sign.repeat(20_000 / sign.length))).toMatch(/^[a-z-]+$/);
  });

  test("tidying twice changes nothing more", () => {
    for (const text of ["ws:/10.0.0.1", '"https://wss://gw.example.org/x".', "<[::1]:9000>", "(nas.local)"]) {
      const once = tidyAddress(text);
      if (!once.ok) throw new Error(text);
      expect(tidyAddress(once.value)).toEqual(once);
    }
  });
});
