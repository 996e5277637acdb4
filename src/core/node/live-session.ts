import type { PicturesTaken } from "../../shared/picture/picture.ts";
import { type AskEnd, createChat, type Question } from "../chat/chat.ts";
import type { InvokeMemory, LostResult } from "../commands/invoke-memory.ts";
import { createInvoker, type InvokeRecord, type Invoker } from "../commands/invoker.ts";
import type { GatewayEvent, GatewayFailure } from "../gateway/contract.ts";
import type { ThreadShare } from "../gateway/thread-share.ts";
import { watchDeclaration } from "./declaration-watch.ts";
import { createSkillPrograms } from "./skill-programs.ts";
import type { SurfaceEvent } from "./surface.ts";
import { startTelling, type TellingOptions } from "./telling.ts";

/** What happens inside one authenticated connection: invokes, host statistics, the surface. */
export interface LiveSession {
  /** Sends an event of this node. */
  emit(event: string, payload: unknown): void;
  /** Asks the agent; `onText` hears all of the answer so far. */
  ask(question: Question, onText: (text: string) => void): Promise<AskEnd>;
  /** The pictures that may go with a question. */
  readonly pictures: PicturesTaken;
  /** Names of the programs the gateway's skills use. */
  skillPrograms(): Promise<readonly string[]>;
  /** The owner changed a switch: what is off ends now, and the gateway is told what is declared. */
  capabilitiesChanged(): void;
  /** What is published of the owner's tools, or that there are any, has changed. */
  toolsChanged(): void;
  /** What is published of the skills may have changed. */
  skillsChanged(): void;
  /** Something is running, or waiting to. */
  busy(): boolean;
  /** Asks the gateway whether the surface was approved; the answer arrives through `onSurface`. */
  askSurface(): void;
  /** The surface works: sends what was refused until now. */
  surfaceApproved(): void;
  /** Finds out now whether the connection is still alive. */
  check(): void;
  /** Stops everything and closes the socket cleanly. */
  close(): Promise<void>;
}

export interface LiveSessionOptions extends TellingOptions {
  /** What the connection may use of the thread. */
  readonly share: ThreadShare;
  onInvoke(record: InvokeRecord): void;
  /** The memory of this gateway's invokes, kept from one connection to the next. */
  readonly invokeMemory: InvokeMemory;
  onLostResult(result: LostResult): void;
  /** Something that tells about the declared surface. */
  onSurface(event: SurfaceEvent): void;
  /** What is declared has changed, which needs a new connect. */
  onRenewal(): void;
  /** Called once, with the end of everything that ran here. */
  onStopped(workEnded: Promise<void>): void;
  /** Called once, unless `close` was called first. */
  onEnded(failure: GatewayFailure): void;
}

export function runSession(options: LiveSessionOptions): LiveSession {
  const { session, clock, log, registry } = options;
  let over = false;
  const invoker = createInvoker({
    registry,
    clock,
    log,
    onRecord: options.onInvoke,
    memory: options.invokeMemory,
    onLost: options.onLostResult,
    share: options.share,
  });
  const chat = createChat(session, clock);
  const { declared, onRenewal } = options;
  const telling = startTelling(options);
  const declaration = watchDeclaration(registry, declared, clock, () => invoker.busy(), onRenewal);

  function stop(): void {
    over = true;
    declaration.stop();
    telling.stop();
    chat.close();
    options.onStopped(invoker.abandon());
  }

  session.listen((event) => {
    if (over) return;
    // What it dropped, because it did not admit the command then, is sent again.
    if (event.kind === "surface-resolved" && event.approved) telling.lists.again();
    if (event.kind === "chat") chat.take(event.chat);
    else take(event, invoker, options);
  });
  void session.ended.then((failure) => {
    if (over) return;
    stop();
    options.onEnded(failure);
  });
  void invoker.deliverKept(session);
  // A switch that was changed while the connection was being made.
  declaration.look();

  return {
    busy: () => invoker.busy(),
    emit(event, payload) {
      if (!over) void session.sendEvent(event, payload);
    },
    ask: (question, onText) => chat.ask(question, onText),
    pictures: session.pictures,
    skillPrograms: createSkillPrograms(session, clock),
    capabilitiesChanged() {
      invoker.endWhatIsOff();
      telling.presence.look();
      declaration.look();
    },
    toolsChanged() {
      telling.lists.tools.changed();
      declaration.look();
    },
    skillsChanged: () => telling.lists.skills.changed(),
    askSurface() {
      void session.surfaceStatus().then((answer) => {
        if (!over) options.onSurface({ kind: "surface-answered", answer });
      });
    },
    surfaceApproved: () => telling.approved(),
    check: () => session.check(),
    close() {
      stop();
      return session.close();
    },
  };
}

function take(
  event: Exclude<GatewayEvent, { kind: "chat" }>,
  invoker: Invoker,
  { session, onSurface }: LiveSessionOptions,
): void {
  switch (event.kind) {
    case "invoke":
      onSurface({ kind: "invoked", command: event.request.command });
      invoker.accept(event.request, session);
      return;
    case "invoke-unreadable":
      invoker.refuse(event, session);
      return;
    case "invoke-cancelled":
      invoker.cancel(event.id);
      return;
    case "surface-resolved":
      onSurface(event);
      return;
    case "other":
      return;
  }
}
