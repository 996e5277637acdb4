import type { GatewayFailure, Hello } from "../src/core/gateway/contract.ts";
import { type Effect, initialModel, type Model, type NodeEvent } from "../src/core/node/model.ts";
import { transition } from "../src/core/node/transition.ts";
import { seededRandom } from "../test/support/seeded-random.ts";
import { percentile } from "./statistics.ts";

const nothing = { caps: [], commands: [], permissions: {} };

/**
 * How one node, and ten thousand, come back after an outage: a simulation with the product's own `transition`, second
 * by second on a clock of its own, compared with full jitter (a pause anywhere between nothing and a bound that doubles
 * from 1 s to 30 s). The gateway admits so many connects per second and turns the others away; probes of the port reach
 * only its kernel and are counted separately.
 */
const ADMITTED_A_SECOND = Number(process.argv[2] ?? 200);
const STARTING_MS = 1_000;
const ONE = { nodes: 1, runs: 400 };
const MANY = 10_000;
const SETTLED_MS = 60_000;
const MAX_MS = 20 * 60_000;

const closed: GatewayFailure = { kind: "closed", code: 1012, reason: "service restart", cause: "restart" };
const down: GatewayFailure = { kind: "unreachable", cause: "refused", detail: "ECONNREFUSED" };
const starting: GatewayFailure = { kind: "starting", retryAfterMs: 500 };
const overloaded: GatewayFailure = {
  kind: "gateway-error",
  code: "HTTP_503",
  detail: "",
  retryAfterMs: null,
};

/** Something due at a certain time; the earliest is next. */
interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** A binary heap of alarms, and the time. */
class Timeline {
  now = 0;
  readonly #heap: Alarm[] = [];

  at(at: number, ring: () => void): void {
    const heap = this.#heap;
    heap.push({ at, ring });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if ((heap[parent] as Alarm).at <= (heap[child] as Alarm).at) break;
      [heap[parent], heap[child]] = [heap[child] as Alarm, heap[parent] as Alarm];
      child = parent;
    }
  }

  /** Rings everything due until that time. */
  runUntil(end: number): void {
    for (let next = this.#pop(end); next !== null; next = this.#pop(end)) {
      this.now = Math.max(this.now, next.at);
      next.ring();
    }
    this.now = end;
  }

  #pop(end: number): Alarm | null {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > end) return null;
    const last = heap.pop() as Alarm;
    if (heap.length > 0) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        const left = 2 * parent + 1;
        const right = left + 1;
        if (left >= heap.length) break;
        const child =
          right < heap.length && (heap[right] as Alarm).at < (heap[left] as Alarm).at ? right : left;
        if ((heap[parent] as Alarm).at <= (heap[child] as Alarm).at) break;
        [heap[parent], heap[child]] = [heap[child] as Alarm, heap[parent] as Alarm];
        parent = child;
      }
    }
    return first;
  }
}

/** The gateway: open or closed, starting for a moment, and able to admit so many per second. */
class SimulatedGateway {
  readonly #time: Timeline;
  openAt = Number.POSITIVE_INFINITY;
  up = true;
  /** Connects in each second since it opened, admitted or not. */
  readonly perSecond = new Map<number, number>();
  readonly #admitted = new Map<number, number>();
  looks = 0;

  constructor(time: Timeline) {
    this.#time = time;
  }

  get isOpen(): boolean {
    return this.up || this.#time.now >= this.openAt;
  }

  /** Null when it lets the node in. */
  connect(): GatewayFailure | null {
    if (!this.isOpen) return down;
    const since = this.#time.now - this.openAt;
    const second = Math.floor(since / 1_000);
    this.perSecond.set(second, (this.perSecond.get(second) ?? 0) + 1);
    if (since < STARTING_MS) return starting;
    const admitted = this.#admitted.get(second) ?? 0;
    if (admitted >= ADMITTED_A_SECOND) return overloaded;
    this.#admitted.set(second, admitted + 1);
    return null;
  }
}

interface Peer {
  /** The session is lost now. */
  lose(): void;
}

/** A node made of the product's own decisions. */
function clawtray(
  time: Timeline,
  gateway: SimulatedGateway,
  random: () => number,
  crowd: number,
  onBack: () => void,
): Peer {
  const known = { url: "ws://gateway", version: null, protocol: null, signatureVersion: null, called: [] };
  const now = () => ({ at: time.now, mono: time.now, random: random() });
  const hello: Hello = {
    serverVersion: "2026.9.6",
    protocol: 4,
    deviceToken: null,
    crowd,
    methods: [],
    pictures: "none",
    maxPayload: 1e6,
  };
  let model: Model = initialModel(now(), known, "node", { paused: false });
  let wake = 0;
  const send = (event: NodeEvent): void => {
    const next = transition(model, event, now());
    model = next.model;
    for (const effect of next.effects) carryOut(effect);
  };
  const carryOut = (effect: Effect): void => {
    if (effect.kind === "cancel-wake") wake += 1;
    else if (effect.kind === "wake-after") {
      wake += 1;
      const mine = wake;
      time.at(time.now + effect.delayMs, () => mine === wake && send({ kind: "retry-due" }));
    } else if (effect.kind === "look") {
      gateway.looks += 1;
      const { attempt } = effect;
      time.at(time.now + 1, () => send({ kind: "looked", attempt, open: gateway.isOpen }));
    } else if (effect.kind === "connect") {
      const { attempt, signatureVersion } = effect;
      time.at(time.now + 5, () => {
        const failure = gateway.connect();
        if (failure !== null) return send({ kind: "attempt-failed", attempt, failure });
        send({
          kind: "connected",
          attempt,
          hello,
          signatureVersion,
          declared: nothing,
          approvedSurface: null,
        });
        if (!gateway.up) onBack();
      });
    }
  };
  send({ kind: "identity-ready", deviceId: "ab".repeat(32) });
  return { lose: () => send({ kind: "session-ended", attempt: model.attempt, failure: closed }) };
}

/** The usual advice: a pause anywhere between nothing and a bound that doubles, 1 s to 30 s. */
function fullJitter(
  time: Timeline,
  gateway: SimulatedGateway,
  random: () => number,
  onBack: () => void,
): Peer {
  let failures = 0;
  const later = (): void => {
    const bound = Math.min(30_000, 1_000 * 2 ** failures);
    failures += 1;
    time.at(time.now + bound * random(), () => {
      if (gateway.connect() === null) onBack();
      else later();
    });
  };
  return { lose: later };
}

interface Outcome {
  /** From the gateway letting anybody in to each node being in, ms. */
  readonly backs: readonly number[];
  readonly peak: number;
  readonly looks: number;
}

function simulate(kind: "clawtray" | "full jitter", nodes: number, outageMs: number, seed: number): Outcome {
  const time = new Timeline();
  const gateway = new SimulatedGateway(time);
  gateway.openAt = Number.NEGATIVE_INFINITY;
  const random = seededRandom(seed);
  const backs: number[] = [];
  const peers = Array.from({ length: nodes }, () => {
    const onBack = () => backs.push(time.now - gateway.openAt - STARTING_MS);
    return kind === "clawtray"
      ? clawtray(time, gateway, random, nodes, onBack)
      : fullJitter(time, gateway, random, onBack);
  });
  // Everybody is in before it begins, however long that takes.
  gateway.connect = () => null;
  time.runUntil(SETTLED_MS);
  gateway.connect = SimulatedGateway.prototype.connect;
  gateway.up = false;
  gateway.openAt = time.now + outageMs + random() * 1_000;
  for (const peer of peers) peer.lose();
  const end = gateway.openAt + MAX_MS;
  while (backs.length < nodes && time.now < end) time.runUntil(time.now + 1_000);
  if (backs.length < nodes) throw new Error(`${nodes - backs.length} of ${nodes} never came back`);
  return { backs, peak: Math.max(0, ...gateway.perSecond.values()), looks: gateway.looks };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`.padStart(9);
const outages = [1_000, 20_000, 30_000, 60_000, 300_000, 600_000];
let failed = false;
const claim = (holds: boolean): string => {
  failed ||= !holds;
  return holds ? "" : "   <- misses the aim";
};

process.stdout.write(`one node, ${ONE.runs} outages each; the aim: median 1.5 s, p95 3 s\n`);
for (const outage of outages) {
  const runs = Array.from({ length: ONE.runs }, (_, seed) => simulate("clawtray", 1, outage, seed));
  const others = Array.from({ length: ONE.runs }, (_, seed) => simulate("full jitter", 1, outage, seed));
  const [mine, theirs] = [runs, others].map((all) => all.flatMap(({ backs }) => backs)) as [
    number[],
    number[],
  ];
  const [median, p95] = [percentile(mine, 0.5), percentile(mine, 0.95)];
  process.stdout.write(
    `  down ${String(outage / 1_000).padStart(4)} s: median${seconds(median)}, p95${seconds(p95)}   ` +
      `full jitter: median${seconds(percentile(theirs, 0.5))}, p95${seconds(percentile(theirs, 0.95))}${claim(median <= 1_500 && p95 <= 3_000)}\n`,
  );
}
process.stdout.write(
  `\n${MANY} nodes, a gateway that admits ${ADMITTED_A_SECOND} a second; the aim: no worse than full jitter\n`,
);
for (const outage of [1_000, 30_000, 600_000]) {
  const [mine, theirs] = [simulate("clawtray", MANY, outage, 1), simulate("full jitter", MANY, outage, 1)];
  const line = ({ backs, peak }: Outcome) =>
    `p50${seconds(percentile([...backs], 0.5))}, p99${seconds(percentile([...backs], 0.99))}, peak ${String(peak).padStart(5)}/s`;
  const holds =
    mine.peak <= theirs.peak && percentile([...mine.backs], 0.99) <= percentile([...theirs.backs], 0.99);
  process.stdout.write(
    `  down ${String(outage / 1_000).padStart(4)} s: ${line(mine)}, looks ${Math.round(mine.looks / (outage / 1_000))}/s   full jitter: ${line(theirs)}${claim(holds)}\n`,
  );
}
if (failed) process.exitCode = 1;
