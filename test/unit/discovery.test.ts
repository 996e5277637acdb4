import { describe, expect, test } from "vitest";
import { findNearby } from "../../src/core/discovery/nearby.ts";
import { type Answer, createRecordBook, gatewayService } from "../../src/core/discovery/records.ts";
import { portsOf } from "../../src/core/discovery/this-computer.ts";

const sender = "192.168.1.20";

interface Spoken {
  readonly label?: string;
  readonly host?: string;
  readonly port?: number;
  readonly text?: readonly string[];
  readonly addresses?: readonly string[];
}

/** What a gateway announces, with whatever a liar changed. */
function announced({
  label = "Studio",
  host = "studio.local",
  port = 18789,
  text = ["role=gateway", "displayName=The studio", "gatewayPort=1"],
  addresses = ["192.168.1.20"],
}: Spoken = {}): readonly Answer[] {
  const name = `${label}.${gatewayService}`;
  return [
    { type: "PTR", name: gatewayService, data: name },
    { type: "SRV", name, data: { target: host, port } },
    { type: "TXT", name, data: text.map((each) => Buffer.from(each)) },
    ...addresses.map((data): Answer => ({ type: data.includes(":") ? "AAAA" : "A", name: host, data })),
  ];
}

function offered(answers: readonly Answer[], from = sender) {
  const book = createRecordBook();
  book.add(from, answers);
  return book.gateways();
}

describe("what is offered of an announcement", () => {
  test("is its name, and where SRV and A lead; the port of TXT counts for nothing", () => {
    expect(offered(announced())).toEqual([
      { name: "The studio", address: "ws://192.168.1.20:18789", where: "nearby" },
    ]);
  });

  test.each<[string, Spoken, string | null]>([
    ["TLS", { text: ["gatewayTls=1", `gatewayTlsSha256=${"ab".repeat(32)}`] }, "wss://192.168.1.20:18789"],
    ["TLS, its key in other letters", { text: ["GATEWAYTLS=1"] }, "wss://192.168.1.20:18789"],
    [
      "no TLS, and later that there is",
      { text: ["gatewayTls=0", "gatewayTls=1"] },
      "ws://192.168.1.20:18789",
    ],
    ["a unique local address of IPv6", { addresses: ["fd00::5"] }, "ws://[fd00::5]:18789"],
    [
      "IPv4 after many of IPv6",
      {
        addresses: [..."12345678"]
          .flatMap((n) => [`fe80::${n}`, `2001:db8::${n}`, `fd00::${n}`])
          .concat("10.0.0.5"),
      },
      "ws://10.0.0.5:18789",
    ],
    ["IPv4 before IPv6", { addresses: ["fd00::5", "10.0.0.5"] }, "ws://10.0.0.5:18789"],
    ["no address", { addresses: [] }, null],
    ["a public address", { addresses: ["203.0.113.5"] }, null],
    ["a public address of IPv6", { addresses: ["2001:db8::5"] }, null],
    ["this computer, which the network cannot speak for", { addresses: ["127.0.0.1"] }, null],
    ["this computer in IPv6", { addresses: ["::1"] }, null],
    ["this computer, mapped", { addresses: ["::ffff:127.0.0.1"] }, null],
    ["a link-local address, which needs a zone", { addresses: ["fe80::1"] }, null],
    ["a link-local address with a zone", { addresses: ["fe80::1%eth0"] }, null],
    ["every address at once", { addresses: ["0.0.0.0"] }, null],
    ["a group", { addresses: ["224.0.0.251"] }, null],
    ["no address at all", { addresses: ["10.0.0.5/../x"] }, null],
    ["port 0", { port: 0 }, null],
    ["a port beyond the last", { port: 70_000 }, null],
    ["half a port", { port: 1.5 }, null],
  ])("%s", (_what, spoken, address) => {
    expect(offered(announced(spoken)).map((each) => each.address)).toEqual(address === null ? [] : [address]);
  });

  test.each([
    ["ten thousand characters", "x".repeat(10_000)],
    ["control characters", "a\u001b[2Jb\r\nc\u0007\u0000"],
    ["marks that turn the writing", "a\u202Eb\u2066c"],
    ["half a character", "a\uD800b"],
  ])("a name of %s is one short, harmless line", (_what, displayName) => {
    const [gateway] = offered(announced({ text: [`displayName=${displayName}`] }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(gateway?.name).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(gateway?.name?.length).toBeLessThanOrEqual(63 * 9);
    if (displayName.startsWith("xxx")) expect(gateway?.name).toBe(`${"x".repeat(63)}…`);
  });

  test("is nothing for other services, and from a sender that is no neighbour", () => {
    expect(offered([{ type: "PTR", name: "_ipp._tcp.local", data: "Printer._ipp._tcp.local" }])).toEqual([]);
    expect(offered(announced(), "203.0.113.5")).toEqual([]);
  });

  test("is the same among records that say nothing of it, as the gateway's own responder sends them", () => {
    const name = `Studio (OpenClaw).${gatewayService}`;
    expect(
      offered([
        { type: "PTR", name: gatewayService, ttl: 4500, data: name },
        { type: "SRV", name, ttl: 120, flush: true, data: { target: "studio.local", port: 18789 } },
        { type: "TXT", name, ttl: 4500, flush: true, data: [Buffer.from("displayName=Studio")] },
        { type: "PTR", name: "_services._dns-sd._udp.local", ttl: 4500, data: gatewayService },
        { type: "NSEC", name: "studio.local", data: { nextDomain: "studio.local", rrtypes: ["A", "AAAA"] } },
        { type: "AAAA", name: "studio.local", ttl: 120, flush: true, data: "fe80::7427:b9ff:fe58:ef93" },
        { type: "A", name: "studio.local", ttl: 120, flush: true, data: "192.168.1.20" },
      ]),
    ).toEqual([{ name: "Studio", address: "ws://192.168.1.20:18789", where: "nearby" }]);
  });

  describe("once it was taken back", () => {
    const lasting = (ttl: number, label?: string) =>
      announced(label === undefined ? {} : { label }).map((answer) => ({ ...answer, ttl }));

    test("is nothing, whatever follows the goodbye in its packet, and however often that arrives", () => {
      const book = createRecordBook();
      book.add(sender, lasting(120));
      expect(book.gateways()).toHaveLength(1);
      book.add(sender, lasting(0));
      book.add(sender, lasting(0));
      expect(book.gateways()).toEqual([]);
      expect(book.openQuestions()).toEqual([]);
    });

    test("is asked about no longer", () => {
      const book = createRecordBook();
      const [pointer] = lasting(120);
      const [goodbye] = lasting(0);
      if (pointer === undefined || goodbye === undefined) throw new Error("no records");
      book.add(sender, [pointer]);
      expect(book.openQuestions()).toHaveLength(2);
      book.add(sender, [goodbye]);
      expect(book.openQuestions()).toEqual([]);
    });

    test("is offered again when it comes back", () => {
      const book = createRecordBook();
      for (const ttl of [120, 0, 120]) book.add(sender, lasting(ttl));
      expect(book.gateways()).toHaveLength(1);
    });

    test("leaves what others announce, and what its own computer announces besides", () => {
      const book = createRecordBook();
      book.add(sender, lasting(120, "Studio"));
      book.add("192.168.1.66", lasting(0, "Studio"));
      expect(book.gateways()).toHaveLength(1);
      book.add(sender, lasting(120, "Attic"));
      book.add(sender, lasting(0, "Attic"));
      expect(book.gateways()).toHaveLength(1);
    });

    test("does not leave out a responder that never names a lifetime", () => {
      expect(offered(lasting(0))).toHaveLength(1);
    });
  });

  test("cannot be changed by another computer", () => {
    const book = createRecordBook();
    book.add(sender, announced());
    book.add(
      "192.168.1.66",
      announced({ port: 6666, addresses: ["192.168.1.66"], text: ["displayName=Liar"] }),
    );
    expect(book.gateways()).toContainEqual({
      name: "The studio",
      address: "ws://192.168.1.20:18789",
      where: "nearby",
    });
    expect(book.gateways()).toHaveLength(2);
  });

  test("stays small when thousands answer, and a flood by one computer hides no other", () => {
    const book = createRecordBook();
    for (let count = 0; count < 5_000; count += 1)
      book.add("192.168.1.66", announced({ label: `L${count}`, host: `h${count}.local`, port: 1 + count }));
    book.add(sender, announced());
    expect(book.gateways().length).toBeLessThanOrEqual(32);
    expect(book.gateways()).toContainEqual(expect.objectContaining({ name: "The studio" }));
    for (let count = 0; count < 5_000; count += 1)
      book.add(
        `10.1.${count >> 8}.${count & 255}`,
        announced({ addresses: [`10.1.${count >> 8}.${count & 255}`] }),
      );
    expect(book.gateways()).toHaveLength(32);
    expect(book.openQuestions().length).toBeLessThanOrEqual(64);
  });

  test("names one of each computer before the second of any, whatever they are called", () => {
    const book = createRecordBook();
    const say = (from: number, label: string, at: string) =>
      book.add(`10.0.0.${from}`, announced({ label, host: `${label}.local`, text: [], addresses: [at] }));
    for (let from = 1; from <= 3; from += 1)
      for (let nth = 0; nth < 16; nth += 1) say(from, `a${from}-${nth}`, `10.1.${from}.${nth + 1}`);
    say(9, "studio", "10.0.0.9");
    expect(book.gateways()).toHaveLength(32);
    expect(book.gateways()).toContainEqual({
      name: "studio",
      address: "ws://10.0.0.9:18789",
      where: "nearby",
    });
  });

  test("asks for what an answer left out", () => {
    const book = createRecordBook();
    const [pointer = null, service = null] = announced();
    if (pointer === null || service === null) throw new Error("no records");
    book.add(sender, [pointer]);
    const name = `Studio.${gatewayService}`.toLowerCase();
    expect(book.openQuestions()).toEqual([
      { name, type: "SRV" },
      { name, type: "TXT" },
    ]);
    book.add(sender, [service]);
    expect(book.openQuestions()).toEqual([
      { name: "studio.local", type: "A" },
      { name: "studio.local", type: "AAAA" },
    ]);
    book.add(sender, announced());
    expect(book.openQuestions()).toEqual([]);
  });
});

describe("the ports of this computer", () => {
  test.each([
    [{}, [18789]],
    [{ OPENCLAW_GATEWAY_PORT: "19000" }, [19000, 18789]],
    [{ OPENCLAW_GATEWAY_PORT: "18789" }, [18789]],
    [{ OPENCLAW_GATEWAY_PORT: "99999" }, [18789]],
    [{ OPENCLAW_CONFIG_PATH: "/dev/zero" }, [18789]],
    [{ OPENCLAW_CONFIG_PATH: "/nowhere/openclaw.json" }, [18789]],
  ])("with %j are %j", (environment, ports) => {
    expect(portsOf({ environment, home: null })).toEqual(ports);
  });
});

test("listens to the network only while it searches", async () => {
  const listening = () => process.getActiveResourcesInfo().filter((name) => name === "UDPWrap").length;
  expect(listening()).toBe(0);
  const startedAt = performance.now();
  const search = findNearby({ durationMs: 200 });
  await search;
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await expect.poll(listening).toBe(0);
  const stopped = new AbortController();
  stopped.abort();
  await findNearby({ durationMs: 60_000, signal: stopped.signal });
  await expect.poll(listening).toBe(0);
});
