import type { GivenSecrets } from "../../core/environment/own-environment.ts";
import type { Invocation } from "../invocation.ts";
import { changesConnection } from "../run-arguments.ts";

type Command = Invocation["command"];
type Options<Name extends Command> =
  Extract<Invocation, { readonly command: Name }> extends { readonly options: infer Given }
    ? Given
    : undefined;

/** Whether a command line changes what this computer allows, to whom it belongs, or who it is. */
type Property = {
  readonly [Name in Command]: boolean | ((options: Options<Name>, givenSecrets: boolean) => boolean);
};

/** Every command there is: adding one without an entry here does not compile. */
const property: Property = {
  none: false,
  help: false,
  version: false,
  manual: false,
  completions: false,
  status: false,
  // Whatever it finds, it changes nothing.
  doctor: false,
  // It looks at a gateway, and remembers nothing.
  check: false,
  discover: false,
  logs: false,
  identity: false,
  // Without these it does what its owner chose before. What is given in the environment is kept like what is typed.
  run: (options, givenSecrets) =>
    givenSecrets || changesConnection(options) || options.tokenFile !== null || options.allowInsecure,
  // To whom it belongs.
  connect: true,
  connections: ({ action }) => action.kind !== "list",
  // Whether this computer may be reached at all.
  pause: true,
  resume: true,
  // What one agent runs is not for another to end.
  stop: true,
  computer: ({ action }) => action !== "status",
  // Who speaks to an agent as its owner is its owner: no agent asks itself, or one of another gateway.
  ask: true,
  capabilities: ({ change }) => change !== null,
  // A test starts what its owner put on the list, which is not for a command to do either.
  tools: ({ action }) => action.kind !== "list",
  skills: ({ action }) => action.kind !== "list",
  folders: ({ action }) => action.kind !== "list" && action.kind !== "trash",
  approvals: ({ action }) => action.kind !== "show",
  // What ran is for the owner alone to forget.
  activity: ({ clear }) => clear,
  service: ({ action }) => (action.kind === "install" ? !action.print : action.kind === "uninstall"),
  forget: true,
};

/** Whether only the owner may use this command line, with these secrets in its environment. Pure. */
export function changesConsent(invocation: Invocation, { values }: Pick<GivenSecrets, "values">): boolean {
  const changes: unknown = property[invocation.command];
  if (typeof changes !== "function") return changes === true;
  const options = "options" in invocation ? invocation.options : undefined;
  return changes(options, Object.keys(values).length > 0) === true;
}
