import { isOnlyAddress, readTarget } from "../../../src/core/links/target.ts";
import { unusableTarget } from "../../../src/main/links/take-link.ts";
import type {
  AppRequest,
  AppSnapshot,
  CheckInput,
  CheckReport,
  Outcome,
  TextName,
} from "../../../src/shared/bridge.ts";
import type { CapabilityName } from "../../../src/shared/capability.ts";
import type { Discovery } from "../../../src/shared/discovery.ts";
import type { Intent } from "../../../src/shared/intent.ts";
import type { Screenshot } from "../../../src/shared/screenshot.ts";
import { awaiting, deviceId, firstStart, report, unconfigured } from "./snapshots.ts";

type Answer = Outcome | null;

/**
 * A small model of main, as far as the window can tell: keeps the draft, answers requests, sends
 * snapshots. It lives outside of the page, so a page that is closed and opened again meets the same one.
 */
export class FakeMain {
  snapshot: AppSnapshot;
  /** The secret of the draft, which never goes back to the window. */
  secret = "";
  readonly asked: (AppRequest | { readonly kind: "intend"; readonly intent: Intent })[] = [];
  readonly checks: CheckInput[] = [];
  /** What the next checks find. */
  nextReport: (input: CheckInput) => CheckReport = () => report();
  /** Answers in place of the model's, when it returns one. */
  refuse: (request: AppRequest) => Answer = () => null;
  /** Sends something to the page, once there is one. */
  deliver: (kind: "snapshot" | "check" | "growth", value: unknown) => Promise<void> = async () => {};
  /** What a search for gateways finds. */
  discover: () => Promise<Discovery> = async () => ({ gateways: [], problem: null });
  /** What a screenshot of a display becomes; null: none was named. */
  screenshot: (display: number | null) => Promise<Screenshot> = async () => ({
    kind: "refused",
    problem: "failed",
  });
  texts: Record<TextName, string> = { log: "", licences: "" };
  /** A check that was asked for ends after this. */
  hold: Promise<void> = Promise.resolve();
  #serial = 0;

  constructor(snapshot: AppSnapshot) {
    this.snapshot = snapshot;
  }

  /** Replaces parts of the snapshot and tells the window. */
  async change(part: Partial<AppSnapshot>): Promise<void> {
    this.snapshot = { ...this.snapshot, ...part };
    await this.deliver("snapshot", this.snapshot);
  }

  async intend(intent: Intent): Promise<Outcome> {
    this.asked.push({ kind: "intend", intent });
    if (intent.kind === "set-display-name") {
      await this.change({ node: { ...this.snapshot.node, displayName: intent.displayName } });
    }
    if (intent.kind === "set-capability") {
      const capabilities = this.snapshot.node.capabilities.map((capability) =>
        capability.name === intent.capability ? { ...capability, on: intent.on } : capability,
      );
      await this.change({ node: { ...this.snapshot.node, capabilities } });
    }
    return { ok: true };
  }

  /** Whether this capability is on. */
  isOn(name: CapabilityName): boolean {
    return this.snapshot.node.capabilities.some((capability) => capability.name === name && capability.on);
  }

  async request(request: AppRequest): Promise<Outcome> {
    this.asked.push(request);
    const refused = this.refuse(request);
    if (refused !== null) return refused;
    const { draft, page } = this.snapshot;
    switch (request.kind) {
      case "set-draft":
        await this.#changeDraft(request.change);
        break;
      case "set-draft-secret":
        this.secret = request.secret;
        await this.change({ draft: { ...draft, hasSecret: request.secret !== "", fromLink: null } });
        break;
      case "set-draft-edge-headers":
        await this.change({
          draft: { ...draft, edgeHeaderNames: request.headers.map(({ name }) => name) },
        });
        break;
      case "enter-address":
        return this.#enterAddress(request.text, request.whole);
      case "use-join-link":
        if (draft.fromLink === "join-link") await this.#takeSetup();
        break;
      case "answer-replace":
        await this.change({
          draft: { ...draft, replaces: null },
          page: request.replace ? page : { name: "status", serial: page.serial + 1 },
        });
        break;
      case "use-draft":
        await this.change({ node: { ...awaiting, since: Date.now() } });
        break;
      case "finish-wizard":
        await this.change({
          draft: { ...draft, finished: true },
          loginItem: { status: draft.startAtLogin ? "on" : "off" },
          page: { name: "status", serial: page.serial + 1 },
        });
        break;
      case "set-preferences":
        await this.change({ preferences: { ...this.snapshot.preferences, ...request.change } });
        break;
      case "set-login-item":
        await this.change({ loginItem: { status: request.on ? "on" : "off" } });
        break;
      case "answer-question":
        await this.change({
          questions: this.snapshot.questions.filter(({ question }) => question.id !== request.id),
        });
        break;
      case "deny-questions":
        await this.change({
          questions: this.snapshot.questions.filter(({ question }) => !request.ids.includes(question.id)),
        });
        break;
      case "stop-program":
        await this.change({
          running: this.snapshot.running.map((one) =>
            one.id === request.id ? { ...one, stopping: true } : one,
          ),
        });
        break;
      case "remove-rule": {
        const { rules } = this.snapshot;
        await this.change({
          rules: { ...rules, trusted: rules.trusted.filter(({ id }) => id !== request.id) },
        });
        break;
      }
      case "drop-tool-import":
        await this.change({ tools: { ...this.snapshot.tools, toImport: null } });
        break;
      case "remove-tool-server": {
        const { tools } = this.snapshot;
        const servers = tools.servers.filter(({ name }) => name !== request.server);
        await this.change({ tools: { ...tools, servers } });
        break;
      }
      case "forget-edge-headers":
        await this.change({ edgeHeaderNames: [] });
        break;
      case "clear-activity":
        await this.change({ activity: [] });
        break;
      case "show-page":
        await this.change({ page: { name: request.page, serial: page.serial + 1 } });
        break;
      case "forget-device":
        if (!deviceId.startsWith(request.confirmation)) {
          return { ok: false, problem: "not-confirmed" };
        }
        await this.change({
          node: unconfigured,
          draft: firstStart.draft,
          page: { name: "wizard", serial: page.serial + 1 },
        });
        break;
      default:
        break;
    }
    return { ok: true };
  }

  /** As main does it: the same reading of the text, and nothing kept of what holds a secret. */
  async #enterAddress(text: string, whole: boolean): Promise<Outcome> {
    const { draft } = this.snapshot;
    const target = readTarget(text, Date.now());
    if (!whole || !target.ok) {
      if (isOnlyAddress(target) && text !== draft.address)
        await this.change({
          draft: { ...draft, address: text, acceptedTlsFingerprint: null, fromLink: null },
        });
      return whole && !target.ok ? unusableTarget(target.failure) : { ok: true };
    }
    if (target.value.kind === "setup") {
      await this.#takeSetup();
    } else if (target.value.kind === "join-link") {
      const { origin } = target.value.link;
      await this.change({ draft: { ...draft, address: origin, fromLink: "join-link" } });
    } else if (target.value.token !== null) {
      const { address, token } = target.value;
      this.secret = token;
      await this.change({
        draft: { ...draft, address, credentialKind: "token", hasSecret: true, fromLink: "token" },
      });
    } else if (target.value.address !== draft.address) {
      const { address } = target.value;
      await this.change({ draft: { ...draft, address, acceptedTlsFingerprint: null, fromLink: null } });
    }
    return { ok: true };
  }

  async #takeSetup(): Promise<void> {
    this.secret = "one-time secret of the link";
    await this.change({
      draft: {
        ...this.snapshot.draft,
        address: "wss://from-link.example.org",
        credentialKind: "setup-code",
        hasSecret: true,
        fromLink: null,
      },
    });
  }

  /** A secret is of one kind: with another kind it is forgotten. */
  async #changeDraft(change: Partial<AppSnapshot["draft"]>): Promise<void> {
    const { draft } = this.snapshot;
    const kindChanged = change.credentialKind !== undefined && change.credentialKind !== draft.credentialKind;
    if (kindChanged) this.secret = "";
    await this.change({ draft: { ...draft, ...change, hasSecret: this.secret !== "" } });
  }

  async check(input: CheckInput): Promise<CheckReport> {
    this.checks.push(input);
    this.#serial += 1;
    await this.hold;
    const final = { ...this.nextReport(input), serial: this.#serial };
    // One step after the other, as the real check reports them.
    for (const [index] of final.steps.entries()) {
      const steps = final.steps.map((step, at) =>
        at < index
          ? step
          : ({ ...step, status: at === index ? "running" : "waiting", problem: null } as const),
      );
      await this.deliver("check", {
        ...final,
        finished: false,
        steps,
        untrustedCertificate: null,
        gatewayVersion: null,
      } satisfies CheckReport);
      if (final.steps[index]?.status === "failed") break;
    }
    return final;
  }

  /** Every request of one kind, oldest first. */
  of<Kind extends AppRequest["kind"]>(kind: Kind): Extract<AppRequest, { kind: Kind }>[] {
    return this.asked.filter((request) => request.kind === kind) as Extract<AppRequest, { kind: Kind }>[];
  }

  get intents(): Intent[] {
    return this.asked.flatMap((request) => (request.kind === "intend" ? [request.intent] : []));
  }
}
