import type { AllowReason, DenyReason } from "../../shared/reasons.ts";
import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { type Command, CommandError, coded, type InvokeContext } from "../commands/command.ts";
import { sessionAgent } from "../commands/session-agent.ts";
import { type Act, describeAct, executionOf, readComputerRequest, type Spot } from "./action.ts";
import type { Caller, ComputerScope, ComputerSession, SessionDesk } from "./computer-use.ts";
import { askForComputer } from "./consent.ts";
import { computerUse } from "./descriptor.ts";
import { type DisplayArea, displayCaptured } from "./displays.ts";
import type { ComputerDisplay, ComputerDriver, DriverProblem, Point } from "./driver.ts";
import { type Frame, isPictureOf, placeIn } from "./frames.ts";
import type { ComputerDoor, ComputerOffer, GatewayUse } from "./source.ts";

type Request = Extract<ReturnType<typeof readComputerRequest>, { kind: "act" }>;

/** What one gateway's calls have in common. */
interface Desk {
  readonly session: ComputerSession;
  readonly door: ComputerDoor;
  /** Which gateway it is, to the session. */
  readonly owner: object;
  /** As they are captured now. */
  readonly captured: () => readonly DisplayArea[];
}

/** One call, as the log and the session know it. */
interface Errand {
  readonly executionId: string;
  /** In words, without what is typed. */
  readonly what: string;
  readonly needs: ComputerScope;
  readonly context: InvokeContext;
}

/**
 * `computer.act {action, executionId, screenIndex?, refWidth?, displayFrameId?, ...}` -> `{ok, effect}`, and
 * `screen.snapshot` with an `executionId` -> with `displayFrameId`. Sources: openclaw 2026.9.6, its computer-use
 * contract and docs/nodes/computer-use.md. Every call needs the person's session (`session.ts`), which both may begin.
 */
export function offerComputer(
  session: ComputerSession,
  door: ComputerDoor,
  captured: () => readonly DisplayArea[],
): ComputerOffer {
  const desk: Desk = { session, door, owner: {}, captured };
  return {
    commands: [computerAct(desk)],
    withFrames: (snapshot) => ({
      ...snapshot,
      async run(params, context) {
        const executionId = executionOf(params);
        if (executionId === null || !isRecord(params) || !door.isOn()) return snapshot.run(params, context);
        const index = params.screenIndex ?? 0;
        const what = `screen.snapshot ${String(index).slice(0, 10)}`;
        return noted(desk, { executionId, what, needs: "view", context }, (at) =>
          snapshotWithFrame({ snapshot, params: { ...params, screenIndex: index }, context }, at, captured),
        );
      },
    }),
    follow({ phase, capabilities }) {
      const isOn = capabilities.some(({ name, on }) => name === "computer" && on);
      if (!isOn) session.endOf(desk.owner, "switched-off");
      else if (phase !== "connected") session.endOf(desk.owner, "gateway");
    },
    now: () => useOf(desk),
    subscribe: (listener) => void session.subscribe(listener),
    hold(how) {
      const { phase } = useOf(desk);
      if (phase === "idle" || (phase === "asking" && how === "pause")) return false;
      if (how === "pause") session.pause();
      else session.end("person");
      return true;
    },
  };
}

function useOf({ session, owner }: Pick<Desk, "session" | "owner">): GatewayUse {
  const use = session.now();
  if (use.phase === "idle" || use.owner !== owner) return { phase: "idle" };
  return use.phase === "asking"
    ? { phase: "asking" }
    : { phase: use.phase, scope: use.scope, until: use.until };
}

const computerAct = (desk: Desk): Command => ({
  name: "computer.act",
  capability: "computer",
  computerUse,
  async run(params, context) {
    const request = readComputerRequest(params);
    const { executionId } = request;
    if (request.kind === "close") {
      desk.session.close(desk.owner, executionId);
      return { ok: true };
    }
    const what = `computer.act ${describeAct(request.name, request.act)}`;
    await noted(desk, { executionId, what, needs: "control", context }, (at) =>
      perform(request, at, desk.captured()),
    );
    // Nobody can tell what a click has done; the agent looks.
    return { ok: true, effect: "unverifiable" };
  },
});

/** Does it within the session, and leaves a line in the owner's log however it ends. */
async function noted<Value>(
  desk: Desk,
  errand: Errand,
  run: (desk: SessionDesk) => Promise<Result<Value, DriverProblem>>,
): Promise<Value> {
  const { needs, context, what } = errand;
  const { signal, timeoutMs } = context;
  const call = { signal, timeoutMs, stepAside: () => context.stepAside() };
  try {
    const value = await desk.session.work(callerOf(desk, errand), needs, call, run);
    note(desk, context, what, "computer-session", 0);
    return value;
  } catch (error) {
    const code = error instanceof CommandError ? error.code : "";
    const isRefused = code.startsWith("COMPUTER_REFUSED_") || code === "COMPUTER_HOST_BUSY";
    const why = code === "COMPUTER_REFUSED_BY_PERSON" ? "denied-by-person" : "computer-not-allowed";
    if (isRefused) note(desk, context, what, why, null);
    else note(desk, context, what, "computer-session", 1);
    throw error;
  }
}

function callerOf(desk: Desk, { executionId, what, context }: Errand): Caller {
  const { door, owner } = desk;
  const { sessionKey } = context;
  const asker = { agent: sessionAgent(sessionKey), session: sessionKey ?? null };
  return {
    owner,
    executionId,
    ask: (signal) => askForComputer(door, { what, gateway: door.gateway(), ...asker }, signal),
    note: (said) => note(desk, context, `computer use ${said}`, "computer-session", 0),
  };
}

function note(
  { door }: Desk,
  { sessionKey }: Pick<InvokeContext, "sessionKey">,
  command: string,
  reason: AllowReason | DenyReason,
  exitCode: number | null,
): void {
  door.activity.append({
    at: door.clock.now(),
    gateway: door.gateway(),
    agent: sessionAgent(sessionKey),
    session: sessionKey ?? null,
    command,
    directory: null,
    decision: reason === "computer-session" ? "allowed" : "denied",
    reason,
    exitCode,
    signal: null,
    timedOut: false,
    durationMs: null,
  });
}

/** One call of `screen.snapshot`. */
interface Shot {
  readonly snapshot: Command;
  readonly params: Readonly<Record<string, unknown>>;
  readonly context: InvokeContext;
}

/** The picture and its frame; a picture that is not of the display the driver would act on is refused. */
async function snapshotWithFrame(
  { snapshot, params, context }: Shot,
  { driver, frames, signal }: SessionDesk,
  captured: () => readonly DisplayArea[],
): Promise<Result<unknown, DriverProblem>> {
  const display = await chosen(driver, params.screenIndex, captured());
  if (!display.ok) return display;
  const picture = await snapshot.run(params, { ...context, signal });
  const now = await chosen(driver, params.screenIndex, captured());
  if (!now.ok) return now;
  const { width, height } = isRecord(picture) ? picture : {};
  if (typeof width !== "number" || typeof height !== "number" || !isRecord(picture))
    throw coded("COMPUTER_DRIVER_UNAVAILABLE", "the screen could not be captured");
  if (JSON.stringify(now.value) !== JSON.stringify(display.value))
    throw coded("COMPUTER_STALE_FRAME", "the display changed meanwhile; take a new screenshot");
  if (!isPictureOf(display.value, { width, height })) return failure({ kind: "unsupported-display" });
  const screenIndex = Number(params.screenIndex);
  const frame = frames.issue({ screenIndex, display: display.value, width, height });
  return success({ ...picture, displayFrameId: frame.id });
}

/** The driver's display of this number of `screen.snapshot`, where it is certain which one that is. */
async function chosen(
  driver: ComputerDriver,
  index: unknown,
  captured: readonly DisplayArea[],
): Promise<Result<ComputerDisplay, DriverProblem>> {
  const displays = await driver.displays();
  if (!displays.ok) return displays;
  const found = typeof index === "number" ? displayCaptured(index, captured, displays.value) : null;
  return found === null ? failure({ kind: "unsupported-display" }) : success(found);
}

/** Hands the action to the driver, its coordinates in the display's own pixels. */
async function perform(
  { act, frame, screenIndex, modifiers }: Request,
  { driver, frames, signal }: SessionDesk,
  captured: readonly DisplayArea[],
): Promise<Result<void, DriverProblem>> {
  if (captured[screenIndex] === undefined) return failure({ kind: "unsupported-display" });
  // What is only typed needs no frame.
  const displays = "at" in act ? await driver.displays() : success([]);
  if (!displays.ok) return displays;
  let known: Frame | null = null;
  const found = () => {
    known ??= frames.find(frame, screenIndex, displays.value);
    return known;
  };
  const place = (spot: Spot) => placeIn(found(), spot);
  const at = "at" in act && act.at !== null ? { display: found().display.index, ...place(act.at) } : null;
  return hand(act, { driver, at, place, modifiers, signal });
}

interface Hand extends Pick<SessionDesk, "driver" | "signal"> {
  /** Where it happens, in pixels of one of the driver's displays; null: where the pointer is. */
  readonly at: (Point & { readonly display: number }) | null;
  readonly place: (spot: Spot) => Point;
  readonly modifiers: readonly string[];
}

async function hand(
  act: Act,
  { driver, at, place, modifiers, signal }: Hand,
): Promise<Result<void, DriverProblem>> {
  const { display = 0 } = at ?? {};
  const to = at && { x: at.x, y: at.y };
  switch (act.kind) {
    case "click":
      return driver.click(display, to, act.button, act.count, modifiers, signal);
    case "move":
      return driver.move(display, place(act.at), signal);
    case "drag":
      return driver.drag(display, place(act.from), place(act.at), modifiers, signal);
    case "press": {
      if (modifiers.length > 0)
        throw coded("COMPUTER_UNSUPPORTED_ACTION", "a button is not held together with modifier keys here");
      const moved = to === null ? success(undefined) : await driver.move(display, to, signal);
      return moved.ok ? driver.press("left", act.down, signal) : moved;
    }
    case "scroll":
      return driver.scroll(display, to, act.direction, act.amount, modifiers, signal);
    case "type":
      return driver.type(act.text, signal);
    case "key":
      return driver.key(act.keys, signal);
    case "hold":
      return driver.hold(act.keys, act.ms, signal);
  }
}
