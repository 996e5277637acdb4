/**
 * What happens on disk between prepare and run, and what must follow: [why, what is prepared,
 * what is done to it, verdict]. Written before the code; carried out on real files in swaps.test.ts.
 */
export type Prepared =
  | "program"
  | "node-script"
  | "shell-script"
  | "link-to-program"
  | "in-directory"
  | "on-path";
export const swaps: readonly (readonly [
  why: string,
  prepared: Prepared,
  change: string,
  verdict: "runs" | "refused",
])[] = [
  ["nothing changes, a program", "program", "nothing", "runs"],
  ["nothing changes, a script", "node-script", "nothing", "runs"],
  ["nothing changes, a shell script", "shell-script", "nothing", "runs"],
  ["nothing changes, a link", "link-to-program", "nothing", "runs"],
  ["nothing changes, a directory", "in-directory", "nothing", "runs"],
  ["the program is overwritten", "program", "overwrite", "refused"],
  ["the program is overwritten with the same length", "program", "overwrite-same-length", "refused"],
  ["the program is overwritten and its time put back", "program", "overwrite-keep-time", "refused"],
  ["the program is replaced by rename", "program", "rename-over", "refused"],
  ["the program is replaced by an equal file", "program", "replace-by-copy", "refused"],
  ["the program becomes a link", "program", "become-link", "refused"],
  ["the program is removed", "program", "remove", "refused"],
  ["the program loses its permission to run", "program", "not-executable", "refused"],
  ["the program becomes a directory", "program", "become-directory", "refused"],
  ["the script is overwritten", "node-script", "overwrite", "refused"],
  [
    "the script is overwritten with the same length and time",
    "node-script",
    "overwrite-keep-time",
    "refused",
  ],
  ["the script grows by a line", "node-script", "append", "refused"],
  ["the script becomes a link", "node-script", "become-link", "refused"],
  ["the script is removed", "node-script", "remove", "refused"],
  ["the shell script is overwritten", "shell-script", "overwrite", "refused"],
  ["the shell script is replaced by rename", "shell-script", "rename-over", "refused"],
  ["the link leads elsewhere", "link-to-program", "retarget", "refused"],
  ["what the link leads to changes", "link-to-program", "overwrite-target", "refused"],
  ["the directory is replaced", "in-directory", "replace-directory", "refused"],
  ["the directory becomes a link", "in-directory", "directory-becomes-link", "refused"],
  ["the directory is removed", "in-directory", "remove-directory", "refused"],
  ["the parent of the directory is replaced", "in-directory", "replace-parent", "refused"],
  ["a file appears in the directory", "in-directory", "touch-inside", "runs"],
  ["an earlier program of that name appears on the path", "on-path", "shadow", "refused"],
  ["a later program of that name appears on the path", "on-path", "shadow-later", "runs"],
  ["another argument", "program", "argument-changed", "refused"],
  ["an argument more", "program", "argument-added", "refused"],
  ["another directory asked for", "program", "cwd-changed", "refused"],
  ["another agent", "program", "agent-changed", "refused"],
  ["another session", "program", "session-changed", "refused"],
  ["another text than the words", "program", "raw-changed", "refused"],
  ["a plan for other words", "program", "plan-of-other", "refused"],
  ["a plan that never was prepared", "program", "plan-invented", "refused"],
  ["a plan that is no plan", "program", "plan-malformed", "refused"],
];
