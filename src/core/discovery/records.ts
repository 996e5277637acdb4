import { isIPv4, isIPv6 } from "node:net";
import type { ResponsePacket } from "multicast-dns";
import type { FoundGateway } from "../../shared/discovery.ts";
import { printable } from "../../shared/printable.ts";
import { isPrivateAddress } from "../gateway/private-host.ts";

/** How gateways are announced (docs/gateway/bonjour.md of openclaw 2026.9.6). */
export const gatewayService = "_openclaw-gw._tcp.local";

/** What one search keeps, however many answer how often: a home has only a few gateways. */
const bounds = { senders: 64, perSender: 16, addresses: 4, answers: 256, gateways: 32, name: 63 } as const;

/** A record of an answer, as the library decodes it. */
export type Answer = NonNullable<ResponsePacket["answers"]>[number];

interface Instance {
  /** The instance's own part of its name. */
  readonly label: string;
  service: { readonly host: string; readonly port: number } | null;
  displayName: string | null;
  tls: boolean;
  /** `withdrawn` once a record with a lifetime was followed by one without: a goodbye (RFC 6762, section 10.1). */
  state: "heard" | "announced" | "withdrawn";
}

/** What one computer said. What it says about itself cannot change what another says. */
interface Said {
  readonly instances: Map<string, Instance>;
  readonly addresses: Map<string, readonly string[]>;
}

/** A question that an answer left open. */
export interface OpenQuestion {
  readonly name: string;
  readonly type: "SRV" | "TXT" | "A" | "AAAA";
}

export interface RecordBook {
  /** Takes the answers of one packet; what is not about a gateway, or is too much, is dropped. */
  add(sender: string, answers: readonly Answer[]): void;
  /** What is still to be asked, in a stable order; at most 64 questions. */
  openQuestions(): readonly OpenQuestion[];
  /** What can be offered, by name; at most 32, one for each address. */
  gateways(): readonly FoundGateway[];
}

/**
 * Collects answers. Records are unauthenticated: only addresses of private networks are offered, the port comes from
 * the SRV record and the address from A and AAAA, as the gateway's documentation requires; from TXT the name and "TLS"
 * are read. Pure apart from what it keeps.
 */
export function createRecordBook(): RecordBook {
  const senders = new Map<string, Said>();

  function said(sender: string): Said | null {
    const known = senders.get(sender);
    if (known !== undefined) return known;
    if (senders.size >= bounds.senders || !isPrivateAddress(sender)) return null;
    const fresh: Said = { instances: new Map(), addresses: new Map() };
    senders.set(sender, fresh);
    return fresh;
  }

  return {
    add(sender, answers) {
      const kept = answers.slice(0, bounds.answers);
      const of = kept.some((answer) => concernsGateways(answer)) || senders.has(sender) ? said(sender) : null;
      if (of !== null) for (const answer of kept) take(of, answer);
    },
    openQuestions() {
      const open: OpenQuestion[] = [];
      for (const { instances, addresses } of senders.values()) {
        for (const [name, instance] of instances) {
          if (instance.state === "withdrawn") continue;
          if (instance.service === null) open.push({ name, type: "SRV" }, { name, type: "TXT" });
          else if (!addresses.has(instance.service.host))
            open.push(
              { name: instance.service.host, type: "A" },
              { name: instance.service.host, type: "AAAA" },
            );
        }
      }
      return open.slice(0, 64);
    },
    gateways() {
      const found = new Map<string, FoundGateway>();
      const offers = [...senders.values()].map(({ instances, addresses }) =>
        [...instances.values()].flatMap((instance) => offerOf(instance, addresses) ?? []),
      );
      // One of each sender after the other: whoever announces many keeps nobody else's out.
      for (let turn = 0; turn < bounds.perSender; turn += 1) {
        for (const gateway of offers.flatMap((each) => each[turn] ?? [])) {
          if (!found.has(gateway.address) && found.size < bounds.gateways)
            found.set(gateway.address, gateway);
        }
      }
      return [...found.values()].sort(
        (a, b) => order(a.name ?? "", b.name ?? "") || order(a.address, b.address),
      );
    },
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isInstance = (name: string): boolean => name.endsWith(`.${gatewayService}`);

function concernsGateways(answer: Answer): boolean {
  if (answer.type !== "PTR" && answer.type !== "SRV" && answer.type !== "TXT") return false;
  const name = answer.name.toLowerCase();
  return name === gatewayService || isInstance(name);
}

function take(said: Said, answer: Answer): void {
  const name = answer.name.toLowerCase();
  switch (answer.type) {
    case "PTR":
      if (name === gatewayService) spokenOf(said, answer.data, answer.ttl);
      return;
    case "SRV": {
      const instance = isInstance(name) ? spokenOf(said, answer.name, answer.ttl) : null;
      const { target, port } = answer.data;
      if (instance !== null && Number.isInteger(port) && port > 0 && port < 65_536)
        instance.service = { host: target.toLowerCase(), port };
      return;
    }
    case "TXT": {
      const instance = isInstance(name) ? spokenOf(said, answer.name, answer.ttl) : null;
      if (instance !== null) readText(instance, answer.data);
      return;
    }
    case "A":
    case "AAAA":
      takeAddress(said, name, answer.data);
  }
}

/**
 * The instance that a record describes, or withdraws; null when there is none. A responder that never states a lifetime
 * is heard all the same: an offer that leads nowhere costs less than a missing gateway.
 */
function spokenOf(said: Said, name: string, ttl: number | undefined): Instance | null {
  const instance = instanceOf(said, name);
  if (instance === null || ttl === undefined) return instance;
  if (ttl > 0) instance.state = "announced";
  else if (instance.state !== "heard") instance.state = "withdrawn";
  return instance;
}

function instanceOf({ instances }: Said, name: string): Instance | null {
  const key = name.toLowerCase();
  const known = instances.get(key);
  if (known !== undefined) return known;
  if (!isInstance(key) || instances.size >= bounds.perSender) return null;
  const label = name.slice(0, -gatewayService.length - 1);
  const fresh: Instance = { label, service: null, displayName: null, tls: false, state: "heard" };
  instances.set(key, fresh);
  return fresh;
}

/** Of a key in any case; of one that is there twice the first counts (RFC 6763, 6.4). */
function readText(instance: Instance, data: unknown): void {
  const strings = (Array.isArray(data) ? data : [data]).slice(0, 32).reverse();
  for (const each of strings) {
    const text = Buffer.isBuffer(each) ? each.toString("utf8") : String(each);
    const [key = "", value = ""] = text.split(/=(.*)/s);
    if (key.toLowerCase() === "displayname") instance.displayName = value;
    if (key.toLowerCase() === "gatewaytls") instance.tls = value === "1";
  }
}

function takeAddress({ addresses }: Said, host: string, address: string): void {
  // A computer has more addresses of IPv6 than are kept, most of them of no use here: they keep none out.
  if (!isOffered(address)) return;
  const known = addresses.get(host) ?? [];
  const alike = known.filter((each) => isIPv4(each) === isIPv4(address));
  if (known.includes(address) || alike.length >= bounds.addresses) return;
  if (known.length === 0 && addresses.size >= bounds.perSender) return;
  addresses.set(host, [...known, address]);
}

function offerOf(instance: Instance, addresses: Said["addresses"]): FoundGateway | null {
  if (instance.service === null || instance.state === "withdrawn") return null;
  const usable = addresses.get(instance.service.host) ?? [];
  const address = usable.find(isIPv4) ?? usable.find(isIPv6);
  if (address === undefined) return null;
  const host = isIPv4(address) ? address : `[${address}]`;
  const name = nameOf(instance.displayName ?? "") ?? nameOf(instance.label);
  return {
    name,
    address: `${instance.tls ? "wss" : "ws"}://${host}:${instance.service.port}`,
    where: "nearby",
  };
}

const nameOf = (text: string): string | null => printable(text.trim(), bounds.name) || null;

/**
 * Private, and another computer's: one that claims to be this computer is asked directly. A link-local IPv6 address
 * leads nowhere without its zone, which a gateway's address cannot carry.
 */
const isOffered = (address: string): boolean =>
  isPrivateAddress(address) && !/^(127\.|::1$|::ffff:|fe[89ab])/i.test(address);
