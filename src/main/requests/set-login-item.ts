import type { Outcome } from "../../shared/bridge.ts";
import { DONE, failed } from "./handlers.ts";
import type { RequestParts } from "./request-parts.ts";

type LoginItemParts = Pick<RequestParts, "loginItem" | "facts" | "desk">;

/** Has the system start this app at login, or no longer do so. */
export function setLoginItem(
  { loginItem, facts, desk }: LoginItemParts,
  { on }: { readonly on: boolean },
): Outcome {
  const problem = loginItem.set(on);
  facts.setLoginItem(loginItem.read());
  // A choice made here is not overruled by a setup that is finished later.
  desk.followLoginItem(on);
  return problem === null ? DONE : failed(problem);
}
