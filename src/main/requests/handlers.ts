import type { AppRequest, Outcome } from "../../shared/bridge.ts";

type Kind = AppRequest["kind"];
type RequestOf<K extends Kind> = Extract<AppRequest, { kind: K }>;

/** What is known about the caller. */
export interface Asking {
  /** The window that asks is visible to the person. */
  readonly inSight: boolean;
}

/** One handler for each of these requests. Leaving one out does not compile. */
export type Handlers<K extends Kind = Kind> = {
  readonly [Each in K]: (request: RequestOf<Each>, asking: Asking) => Outcome | Promise<Outcome>;
};

/** Has the request's handler carry it out. */
export async function handle<K extends Kind>(
  handlers: Handlers,
  request: { [Each in K]: RequestOf<Each> & { readonly kind: Each } }[K],
  asking: Asking,
): Promise<Outcome> {
  const handler: Handlers[K] = handlers[request.kind];
  return handler(request, asking);
}

export const DONE: Outcome = { ok: true };
export const NOT_NOW: Outcome = { ok: false, problem: "not-possible-now" };
export const NOT_CONFIRMED: Outcome = { ok: false, problem: "not-confirmed" };

/** `detail`: what the system said, in its own words. */
export const failed = (detail = ""): Outcome => ({ ok: false, problem: "failed", detail });
