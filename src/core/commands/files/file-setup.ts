import { realpathSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { AllowReason, DenyReason } from "../../../shared/reasons.ts";
import { isRecord } from "../../../shared/record.ts";
import { failure, type Result, success } from "../../../shared/result.ts";
import type { ActivityLog } from "../../exec/activity.ts";
import type { AllowedFolder } from "../../folders/folder-list.ts";
import { judge, liesIn, type PrivatePlaces } from "../../folders/judge.ts";
import { privateIdentities } from "../../folders/private-places.ts";
import { readPath } from "../../folders/read-path.ts";
import type { TrashCan } from "../../folders/trash.ts";
import type { Command, InvokeContext } from "../command.ts";
import { sessionAgent } from "../session-agent.ts";
import { CHANGED, type Refusal, refusal } from "./reply.ts";

/** What the file commands need of the rest of the node. */
export interface FileSetup {
  /** The owner's folders, as they are on the disk now. */
  folders(): readonly AllowedFolder[];
  /** Whether there is any folder for this; cheap, and true a moment ago. */
  isOpen(access: "read" | "write"): boolean;
  places(): PrivatePlaces;
  readonly trash: TrashCan;
  readonly activity: Pick<ActivityLog, "append">;
  /** Address of the gateway the node is connected to. */
  gateway(): string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Entries of a tree that is fetched; as many as the gateway takes when omitted. */
  readonly mostEntries?: number;
}

/** One call: what it may do, and where. */
export interface FileCall {
  readonly params: Readonly<Record<string, unknown>>;
  /** The whole path it names, its real one unless something on the way is a link. */
  readonly path: string;
  readonly folders: readonly AllowedFolder[];
  readonly places: PrivatePlaces;
  /** Identities of folders that are never entered. */
  readonly forbidden: ReadonlySet<string>;
  /** It only asks what a later call would find. */
  readonly preflight: boolean;
  readonly context: InvokeContext;
  readonly setup: FileSetup;
}

/** What is answered: for the log only whether it was done, and how much content it carries. */
interface Reply {
  readonly ok: boolean;
  readonly size?: number;
  readonly tarBytes?: number;
}

interface FileCommand {
  readonly name: string;
  readonly access: "read" | "write";
  readonly largestParams?: number;
  /** How many bytes of content a reply carries, for the log. */
  bytesOf(reply: Reply): number | undefined;
  answer(call: FileCall): Promise<Reply>;
}

const OUTSIDE = "the owner of this computer shows no folder that holds it (clawtray folders)";
const READ_ONLY =
  "the owner of this computer lets nobody write in this folder (clawtray folders add PATH --write)";
const SECRET = "it is in a place that this computer never shows";

/** The path that a caller names, as far as words decide; otherwise why not. */
export function admit(
  path: unknown,
  access: "read" | "write",
  folders: readonly AllowedFolder[],
  places: PrivatePlaces,
): Result<string, Refusal> {
  if (typeof path !== "string" || path === "") return failure(refusal("INVALID_PATH", "path required"));
  const whole = readPath(path, places.platform);
  if (whole === null)
    return failure(refusal("INVALID_PATH", "path must be absolute, and a name that a file can have"));
  const allowed = admitWhole(whole, access, folders, places);
  if (!allowed.ok || places.platform === "linux") return allowed;
  // Where case does not matter the real path says which folder it is.
  const real = realAsFarAs(whole, places.platform);
  const same = liesIn(real, whole, places.platform) && liesIn(whole, real, places.platform);
  if (!same) return failure(refusal("SYMLINK_REDIRECT", "path traverses a symlink; this node follows none"));
  return admitWhole(real, access, folders, places);
}

function admitWhole(
  path: string,
  access: "read" | "write",
  folders: readonly AllowedFolder[],
  places: PrivatePlaces,
): Result<string, Refusal> {
  const judged = judge(path, folders, places);
  if (judged.kind !== "inside")
    return failure(refusal("PERMISSION_DENIED", judged.kind === "secret" ? SECRET : OUTSIDE));
  const may = access === "read" || judged.folder.write;
  return may ? success(path) : failure(refusal("PERMISSION_DENIED", READ_ONLY));
}

/** The real path as far as it exists, followed by the rest as written. */
function realAsFarAs(path: string, platform: NodeJS.Platform): string {
  const paths = platform === "win32" ? win32 : posix;
  let rest = "";
  for (let at = path; ; at = paths.dirname(at)) {
    try {
      return paths.join(realpathSync.native(at), rest);
    } catch {
      if (paths.dirname(at) === at) return path;
      rest = paths.join(paths.basename(at), rest);
    }
  }
}

/** A command over the owner's folders: admitted, bound, and in the activity log. */
export function fileCommand(command: FileCommand, setup: FileSetup): Command {
  return {
    name: command.name,
    capability: "file",
    ...(command.largestParams === undefined ? {} : { largestParams: command.largestParams }),
    isDeclared: () => setup.isOpen(command.access),
    async run(given, context) {
      const params = isRecord(given) ? given : {};
      const preflight = params.preflightOnly === true;
      const folders = setup.folders();
      const places = setup.places();
      const admitted = admit(params.path, command.access, folders, places);
      const say = (reason: AllowReason | DenyReason, reply: Reply): Reply => {
        note(command, params.path, reason, reply, context, setup);
        return reply;
      };
      if (!admitted.ok) return say("folder-closed", { ...admitted.failure });
      const path = admitted.value;
      const { expectedCanonicalPath: expected } = params;
      if (typeof expected === "string" && expected !== path)
        return refusal(CHANGED, "canonical path differs from the authorized target", path);
      const forbidden = privateIdentities(places);
      const call = { params, path, folders, places, forbidden, preflight, context, setup };
      const reply = await command.answer(call);
      // What was only asked is followed by the call that is meant.
      return preflight && reply.ok ? reply : say("folder-open", reply);
    },
  };
}

/** In the owner's log: which path, and how many bytes. Never what is in it. */
function note(
  command: FileCommand,
  path: unknown,
  reason: AllowReason | DenyReason,
  reply: Reply,
  { sessionKey }: InvokeContext,
  setup: FileSetup,
): void {
  const bytes = reply.ok ? command.bytesOf(reply) : undefined;
  setup.activity.append({
    at: setup.now(),
    gateway: setup.gateway(),
    agent: sessionAgent(sessionKey),
    session: sessionKey ?? null,
    command: `${command.name} ${typeof path === "string" ? path : ""}`.trimEnd(),
    directory: null,
    decision: reason === "folder-open" ? "allowed" : "denied",
    reason,
    exitCode: reply.ok ? 0 : reason === "folder-open" ? 1 : null,
    signal: null,
    timedOut: false,
    durationMs: null,
    ...(bytes === undefined ? {} : { outputBytes: bytes }),
  });
}
