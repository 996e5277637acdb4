import { DONE, type Handlers, NOT_NOW } from "./handlers.ts";
import type { RequestParts } from "./request-parts.ts";

/** What is asked of the list of connections. */
export function connectionHandlers({
  desk,
  wizard,
}: RequestParts): Handlers<
  | "show-connection"
  | "add-connection"
  | "add-offered"
  | "rename-connection"
  | "remove-connection"
  | "pause-all"
  | "resume-all"
> {
  return {
    "show-connection": ({ id }) => (desk.show(id) ? DONE : NOT_NOW),
    "add-connection"() {
      desk.begin(null);
      return DONE;
    },
    "add-offered"() {
      const offer = wizard.takeOffer();
      if (offer === null) return NOT_NOW;
      desk.begin(offer);
      return DONE;
    },
    "rename-connection": ({ id, name }) => desk.rename(id, name),
    "remove-connection": ({ id, confirmation }) => desk.remove(id, confirmation),
    "pause-all": () => desk.intendAll("pause"),
    "resume-all": () => desk.intendAll("resume"),
  };
}
