import type { Unusual } from "../reasons.ts";

/** The words of the question whether a command may run. */
export const englishQuestions = {
  title: "May this run?",
  asks: 'The agent "{agent}" at {gateway} asks to run:',
  asksUnnamed: "Somebody at {gateway} asks to run:",
  directory: "Folder",
  program: "Program",
  noProgram: "not found",
  variables: "Variables",
  unusualLabel: "Note",
  denies: "No answer means no, in {seconds} s.",
  oneMore: "One more question waits.",
  more: "{count} more questions wait.",
  above: "The question begins above this screen. Read all of it before you answer.",
  below: "It goes on below. Read all of it before you allow it.",
  none: "Nothing is asked any more.",
  listTitle: "Waiting for your answer",
  answers: {
    deny: "Deny",
    "allow-once": "Allow once",
    "allow-always": "Always allow this",
  },
  unusual: {
    "own-files": "It leads into Clawtray's own folder, where its key and your rules are.",
    "own-program": "It calls Clawtray itself, which can change your rules.",
    "content-changed": "What you allowed for good has changed since.",
    "other-rights": "It would run with other rights than yours.",
    "invisible-characters":
      "It holds characters that cannot be seen or look like others; they are shown as codes.",
    "inline-code": "It holds a program written into the command itself.",
    "shell-not-understood": "A shell would read it in a way that cannot be foretold.",
    "runs-other-programs": "It can start other programs.",
    "program-not-found": "The program was not found.",
    "program-outside-system": "The program is not one that was installed with the system.",
    "environment-changed": "It changes variables of its surroundings.",
    "login-shell": "It reads your start-up files.",
    "very-long": "It is very long.",
  } satisfies Readonly<Record<Unusual, string>>,
} as const;
