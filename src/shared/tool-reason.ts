/** What each reason needs to be said, besides itself. */
interface Values {
  // An address
  "address-long": object;
  "address-invalid": object;
  "address-scheme": object;
  "address-password": object;
  "address-plain": object;
  // An imported file, and a server in it
  "not-json": object;
  "no-servers": object;
  "empty-list": object;
  "not-an-object": object;
  "command-and-address": object;
  "no-command": object;
  "arguments-no-list": object;
  "address-no-text": object;
  "old-sse": object;
  "member-no-object": { readonly member: string };
  "value-no-text": { readonly name: string };
  "value-placeholder": { readonly name: string };
  // A server as it is added
  name: object;
  "name-reserved": object;
  "name-taken": object;
  full: { readonly count: string };
  "header-name": object;
  "header-value": { readonly name: string };
  "header-reserved": { readonly name: string };
  "header-twice": object;
  "too-many-headers": object;
  "command-empty": object;
  "command-path": object;
  word: object;
  "too-many-words": object;
  "variable-name": object;
  "variable-value": { readonly name: string };
  "too-many-variables": object;
  // What the key store keeps for it; `problem` is the store's own code
  "values-unreadable": { readonly problem: string };
  "values-gone": object;
  "headers-gone": object;
  "values-refused": { readonly problem: string };
  "values-not-kept": object;
  "values-left": object;
  // Its process; `error` is the system's code
  "no-program": { readonly program: string };
  "no-start": { readonly error: string };
  "no-cage": object;
  exited: { readonly exitCode: string };
  killed: { readonly signal: string };
  "not-reading": object;
  "long-message": object;
  flood: object;
  // Over HTTP
  "nothing-there": object;
  "no-such-host": object;
  unreachable: { readonly error: string };
  "no-reply": { readonly error: string };
  "not-trusted": { readonly error: string };
  redirect: { readonly target: string };
  "redirect-within": object;
  "not-accepted": { readonly status: string };
  "not-found": { readonly status: string };
  "http-status": { readonly status: string };
  "no-notifications": { readonly status: string };
  // What it answers; `said` are its own words, without the values it was given
  silent: object;
  nonsense: object;
  "no-protocol": { readonly said: string };
  "no-list": { readonly said: string };
  hangs: object;
  // What became of it here
  "not-listed": object;
  idle: object;
  closed: object;
  "no-node": object;
  "tool-gone": object;
  "list-unreadable": { readonly problem: string };
  "list-damaged": object;
  "skills-unchanged": object;
  unexpected: { readonly said: string };
}

export type ToolReasonCode = keyof Values;

/** What is put into the words of this reason. */
export type ToolReasonValues<Code extends ToolReasonCode> = Values[Code];

/**
 * Why a server of tools could not be added, started or asked: a code, for which `words/tool-reasons` has words that
 * finish a sentence about the server, and what is put into them. Never a value of a variable or a header.
 */
export type ToolReason = {
  [Code in ToolReasonCode]: { readonly code: Code } & ToolReasonValues<Code>;
}[ToolReasonCode];

/** The same with every value in it changed, such as made visible. Pure. */
export function mapToolReason(reason: ToolReason, change: (value: string) => string): ToolReason {
  const changed = Object.entries(reason).map(([name, value]) => [
    name,
    name === "code" ? value : change(String(value)),
  ]);
  return Object.fromEntries(changed) as ToolReason;
}
