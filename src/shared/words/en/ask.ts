import type { AskProblem } from "../../conversation.ts";

/** The words of the window in which the owner asks the agent. */
export const ask = {
  title: "Ask the agent",
  message: "Message",
  hint: "Enter sends, Shift+Enter begins a new line, Escape closes.",
  session: "Session",
  send: "Send",
  you: "You",
  agent: "Agent",
  empty: "Nothing has been asked since Clawtray was started. What is said here is kept in memory only.",
  answering: "The agent is answering …",
  answered: "The agent has answered.",
  silent: "The agent has finished, and said nothing.",
  copyCode: "Copy code",
  code: "Code",
  table: "Table",
  leadsTo: "This link leads to {place}:",
  mailsTo: "This link begins a mail:",
  openLink: "Open in the browser",
  openMail: "Open in the mail program",
  said: "It says: {detail}",
  problems: {
    "not-connected": "Not sent: this computer is not connected to its gateway.",
    "surface-pending":
      "Not sent: an administrator has not yet approved what this computer offers, and until then the gateway takes no message from it.",
    busy: "Not sent: the agent is still answering another question in this session.",
    refused: "The gateway did not take the message.",
    unanswered: "The gateway did not say whether it took the message.",
    "no-answer":
      "The gateway took the message, and for 90 seconds nothing happened. It may have no agent or no model for this session.",
    "too-slow": "The agent did not finish within 10 minutes. Its answer will be in its session.",
    "connection-lost":
      "The connection was lost before the agent had finished. Its answer will be in its session.",
    "agent-failed": "The agent ended with an error.",
    stopped: "Somebody at the gateway stopped the agent.",
  } satisfies Readonly<Record<AskProblem, string>>,
};
