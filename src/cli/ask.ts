import { askAgentThrough } from "../core/instance/instance.ts";
import type { AskProblem } from "../shared/conversation.ts";
import { type AskArguments, problemWithMessage } from "./ask-arguments.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { readGivenFiles } from "./given-files.ts";
import { readInput } from "./input.ts";

import { stateDirOf } from "./place.ts";
import { printJson } from "./print.ts";
import { createAnswerView } from "./view/answer.ts";

/** How long a running node may show no sign of life, ms; it shows one every ten seconds. */
const PATIENCE = 30_000;

/** `clawtray ask`: a message to the agent, through the node that runs. */
export async function ask(options: AskArguments): Promise<Ended> {
  const message = options.message ?? (await readInput());
  if (message === null) return refuse("Standard input cannot be read, or is longer than 64 KiB.");
  const problem = problemWithMessage(message);
  if (problem !== null) return refuse(problem);
  const files = readGivenFiles(options.files, message.trimEnd());
  if (!files.ok) return refuse(files.failure);
  const { pictures, texts } = files.value;
  const { sessionKey, json } = options;
  const withFiles = {
    ...(pictures.length === 0 ? {} : { pictures }),
    ...(texts.length === 0 ? {} : { texts }),
  };
  const view = createAnswerView((text) => {
    if (!json) process.stdout.write(text);
  });
  const end = await askAgentThrough(
    stateDirOf(options),
    { request: "ask", message: message.trimEnd(), sessionKey, ...withFiles },
    PATIENCE,
    (text, fresh) => view.add(text, fresh),
  );
  view.end();
  switch (end.reply) {
    case "answered":
      if (json) printJson({ session: sessionKey, answer: view.answer });
      else if (view.answer === "")
        return refuse("The agent has finished, and said nothing.", exitCode.failed);
      return { code: exitCode.ok, busy: false };
    case "not-answered": {
      const hint = end.problem === "no-answer" && pictures.length > 0 ? NO_PICTURES : "";
      const detail = end.detail === "" ? "" : ` It says: ${end.detail}`;
      return refuse(`${sentences[end.problem]}${hint}${detail}`, exitCode.failed);
    }
    case "none":
      return refuse(
        "No node is running here, so there is no connection to ask through. Start it: clawtray run",
        exitCode.notRunning,
      );
    case "unproven":
      return refuse(blockedSentence({ reason: "control-pipe-taken", detail: {} }), exitCode.failed);
    case "silent":
      return refuse(
        "The running node does not answer. If it is of an older version, stop it and start it again: clawtray run",
        exitCode.failed,
      );
  }
}

/** A gateway drops a message with pictures for a model that takes none, and says so only in its log. */
const NO_PICTURES = " The session's model may take no pictures.";

const sentences: Readonly<Record<AskProblem, string>> = {
  "not-connected": "The node is not connected to its gateway. See: clawtray status",
  "surface-pending":
    "An administrator has not yet approved what this computer offers, and until then the gateway takes no message from it. See: clawtray status",
  busy: "The agent is still answering another question in this session. Wait for it, or use another --session.",
  "pictures-not-taken":
    "Not sent: this gateway is of a version that passes no pictures on to the agent. Ask without them.",
  "pictures-refused":
    "Not sent: the gateway takes only smaller pictures, or fewer megabytes of them together.",
  "too-long":
    "Not sent: the message and its texts are longer than the 20,000 characters that a gateway takes.",
  refused: "The gateway did not take the message.",
  unanswered:
    "The gateway did not say whether it took the message. Ask again if no answer arrives in the session.",
  "no-answer":
    "The gateway took the message, and for 90 seconds nothing happened. It may have no agent or no model for this session: see the gateway's log, or use another --session.",
  "fell-silent":
    "The agent began to answer, and then nothing happened for 90 seconds. If it goes on, its answer will be in its session.",
  "too-slow": "The agent did not finish within 10 minutes. Its answer will be in its session.",
  "connection-lost":
    "The connection was lost before the agent had finished. Its answer will be in its session.",
  "agent-failed": "The agent ended with an error.",
  stopped: "Somebody at the gateway stopped the agent.",
};
