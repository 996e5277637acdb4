import type { GatewaySession, PublishAnswer } from "../gateway/contract.ts";
import type { Logger } from "../log/log.ts";

/** The tools or skills of this computer, as far as a connection needs to know them. */
export interface PublishedList {
  published(): readonly object[];
}

/** Keeps one list at one gateway true. */
interface ListPublisher {
  /** What is published may have changed. */
  changed(): void;
  /** The gateway may have dropped what it was sent: it admits more now. */
  again(): void;
  stop(): void;
}

/** What a connection publishes. */
export interface PublisherSetup {
  readonly tools: PublishedList;
  readonly skills: PublishedList;
  /** Whether this gateway knows such lists of nodes. */
  onSupport(what: "tools" | "skills", supported: boolean): void;
}

/** Both lists of a connection. */
export interface Publishers extends Pick<ListPublisher, "again" | "stop"> {
  readonly tools: Pick<ListPublisher, "changed">;
  readonly skills: Pick<ListPublisher, "changed">;
}

/** Keeps the tools and the skills of this computer true at one gateway. */
export function startPublishers(
  session: Pick<GatewaySession, "publishTools" | "publishSkills">,
  log: Logger,
  setup: PublisherSetup,
): Publishers {
  const start = (what: "tools" | "skills", publish: PublisherParts["publish"]) =>
    startListPublisher({
      what,
      publish,
      list: setup[what],
      log,
      onSupport: (supported) => setup.onSupport(what, supported),
    });
  const tools = start("tools", (list) => session.publishTools(list));
  const skills = start("skills", (list) => session.publishSkills(list));
  return {
    tools,
    skills,
    again() {
      tools.again();
      skills.again();
    },
    stop() {
      tools.stop();
      skills.stop();
    },
  };
}

interface PublisherParts {
  /** As the log calls what is on the list. */
  readonly what: "tools" | "skills";
  /** Replaces the gateway's list. */
  readonly publish: (list: readonly object[]) => Promise<PublishAnswer>;
  readonly list: PublishedList;
  readonly log: Logger;
  /** Whether this gateway knows such lists. */
  readonly onSupport: (supported: boolean) => void;
}

/**
 * Publishes once there is something to publish, after an empty list has shown that this gateway knows such lists: the
 * answer to that costs an older one nothing.
 */
function startListPublisher({ what, publish, list, log, onSupport }: PublisherParts): ListPublisher {
  /** What the gateway has, as JSON; null when it was sent nothing yet. */
  let sent: string | null = null;
  let isSupported: boolean | null = null;
  let sending = false;
  let dueAgain = false;
  let stopped = false;

  async function probe(): Promise<boolean> {
    const answer = await publish([]);
    if (stopped || answer.kind === "refused") return false;
    isSupported = answer.kind === "taken";
    onSupport(isSupported);
    if (!isSupported) log.log("warn", `this gateway is too old for the ${what} of a node`);
    return isSupported;
  }

  async function send(): Promise<void> {
    const now = list.published();
    const text = JSON.stringify(now);
    if (text === sent || (sent === null && now.length === 0)) return;
    if (isSupported === false || (isSupported === null && !(await probe())) || stopped) return;
    const answer = await publish(now);
    if (answer.kind === "taken") {
      sent = text;
      log.log("info", `${what} published`, { [what]: now.length, kept: answer.kept });
    } else if (answer.kind === "refused" && !stopped)
      log.log("warn", `the gateway did not take the ${what}`, { detail: answer.detail });
  }

  async function sendInTurn(): Promise<void> {
    dueAgain = true;
    if (sending) return;
    sending = true;
    while (dueAgain && !stopped) {
      dueAgain = false;
      await send();
    }
    sending = false;
  }

  void sendInTurn();
  return {
    changed: () => void sendInTurn(),
    again() {
      sent = null;
      void sendInTurn();
    },
    stop() {
      stopped = true;
    },
  };
}
