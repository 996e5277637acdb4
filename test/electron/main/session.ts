import { EventEmitter } from "node:events";
import type { PageAnswer, PageRequest } from "../protocol.ts";
import { mustBeReady, mustNotBeReady } from "./computer.ts";

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type BeforeRequest = (details: object, callback: (answer: { cancel?: boolean }) => void) => void;
type PermissionHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;
type DisplayMediaHandler = (
  request: object,
  callback: (streams: { video?: { id: string } } | null) => void,
) => void;

class Protocol {
  readonly #handlers = new Map<string, SchemeHandler>();

  handle(scheme: string, handler: SchemeHandler): void {
    if (this.#handlers.has(scheme)) throw new Error(`Protocol handler for '${scheme}' already registered`);
    this.#handlers.set(scheme, handler);
  }
  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }
  unhandle(scheme: string): void {
    this.#handlers.delete(scheme);
  }
  handlerFor(scheme: string): SchemeHandler | undefined {
    return this.#handlers.get(scheme);
  }
}

export class Session extends EventEmitter {
  readonly protocol = new Protocol();
  readonly #partition: string;
  #beforeRequest: BeforeRequest | null = null;
  #permissionRequest: PermissionHandler | null = null;
  #permissionCheck: CheckHandler | null = null;
  #displayMedia: DisplayMediaHandler | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest | null) => {
      this.#beforeRequest = listener;
    },
  };

  constructor(partition: string) {
    super();
    this.#partition = partition;
  }
  isPersistent(): boolean {
    return this.#partition.startsWith("persist:");
  }
  setPermissionRequestHandler(handler: PermissionHandler | null): void {
    this.#permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#permissionCheck = handler;
  }
  setDevicePermissionHandler(): void {}
  setSpellCheckerLanguages(): void {}
  setSpellCheckerEnabled(): void {}
  setDisplayMediaRequestHandler(handler: DisplayMediaHandler | null): void {
    this.#displayMedia = handler;
  }

  /** What may be known without asking, as the names of devices. */
  knows(contents: unknown, permission: string, mediaType: string): boolean {
    return this.#permissionCheck?.(contents, permission, "", { mediaType, isMainFrame: true }) ?? true;
  }

  /** Electron grants what no handler refuses. */
  async grants(contents: unknown, permission: string, mediaTypes: readonly string[]): Promise<boolean> {
    const handler = this.#permissionRequest;
    if (handler === null) return true;
    return new Promise<boolean>((resolve) => handler(contents, permission, resolve, { mediaTypes }));
  }

  /** Whether a page that asks for a screen is heard at all. */
  hasDisplayMedia(): boolean {
    return this.#displayMedia !== null;
  }

  /** The id of the source a page gets that asks for a screen. */
  async displayMedia(frame: object, audioRequested: boolean): Promise<string | null> {
    const handler = this.#displayMedia;
    if (handler === null) return null;
    const request = { frame, securityOrigin: "", videoRequested: true, audioRequested, userGesture: true };
    const streams = await new Promise<{ video?: { id: string } } | null>((resolve) =>
      handler(request, resolve),
    );
    return streams?.video?.id ?? null;
  }

  /** Answers what the page asked for. */
  async answer(request: PageRequest): Promise<PageAnswer> {
    const before = this.#beforeRequest;
    if (before !== null) {
      const answer = await new Promise<{ cancel?: boolean }>((resolve) => before({ ...request }, resolve));
      if (answer.cancel === true) return { kind: "blocked" };
    }
    const scheme = new URL(request.url).protocol.replace(":", "");
    const handler = this.protocol.handlerFor(scheme);
    if (handler === undefined) return { kind: "failed" };
    const response = await handler(new Request(request.url, { method: request.method }));
    return {
      kind: "response",
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }
}

const sessions = new Map<string, Session>();

function fromPartition(partition: string): Session {
  mustBeReady("Session can only be received when app is ready:");
  const known = sessions.get(partition) ?? new Session(partition);
  sessions.set(partition, known);
  return known;
}

export const session = {
  fromPartition,
  get defaultSession(): Session {
    return fromPartition("");
  },
};

export const protocol = {
  registerSchemesAsPrivileged(
    _schemes: readonly { scheme: string; privileges?: { standard?: boolean; secure?: boolean } }[],
  ): void {
    mustNotBeReady("protocol.registerSchemesAsPrivileged should be called before app is ready:");
  },
  handle: (scheme: string, handler: SchemeHandler) => session.defaultSession.protocol.handle(scheme, handler),
};
