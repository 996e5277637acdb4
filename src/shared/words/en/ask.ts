import type { AskProblem } from "../../conversation.ts";
import type { PictureProblem } from "../../picture/picture.ts";
import type { ScreenshotProblem } from "../../screenshot.ts";
import type { TextProblem } from "../../text-file.ts";

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
  emptyKept: "Nothing has been asked yet. What is said here is kept on this computer until you clear it.",
  kept: {
    "set-aside":
      "What was said before cannot be understood. The file was set aside and is deleted when you clear the conversation: {path}",
    unreadable:
      "What was said before cannot be read, or a newer version of Clawtray wrote it. The file stays as it is, and nothing new is kept: {path}",
  },
  clear: {
    button: "Clear …",
    title: "Clear this conversation?",
    sentence:
      "What you and the agent said is removed from this window and from this computer. At the gateway it stays.",
    confirm: "Clear",
  },
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
  files: {
    add: "Add files …",
    label: "Files",
    remove: "Remove {name}",
    drop: "Drop pictures and texts here",
    added: "Added: {name}",
    removed: "Removed: {name}",
    problems: {
      "not-text":
        "{name} is neither text nor a PNG, JPEG, GIF or WebP picture. Nothing else goes with a message; on the page of tools you can let the agent read a folder of yours.",
      empty: "{name} is empty.",
      "too-long": "{name} is too long: a message and its texts may have at most 20,000 characters together.",
      "too-many": "At most 10 texts go with one message.",
    } satisfies Readonly<Record<TextProblem, string>>,
  },
  screenshot: {
    take: "Take a screenshot",
    taking: "Taking a screenshot …",
    /** The name of its file; {number} is 1, 2, 3. */
    name: "Screenshot {number}",
    which: "Which display?",
    display: "Display {number} ({size})",
    cancel: "Cancel",
    problems: {
      "permission-missing":
        "No screenshot: the system does not let Clawtray see the screen. You can allow it in the system's settings.",
      "no-device": "No screenshot: there is no such display any more.",
      "in-use": "No screenshot: the screen is being captured for something else. Try again in a moment.",
      locked: "No screenshot: this computer is locked.",
      failed: "No screenshot: the system gave no picture of the screen.",
    } satisfies Readonly<Record<ScreenshotProblem, string>>,
    /** In place of `failed`, in a Wayland session. */
    portal:
      "No screenshot: in a Wayland session the desktop asks you which screen it may be, and it did not ask or you chose none. Without a desktop portal for the screen there is none.",
  },
  pictures: {
    noAnswer: "Its model may take no pictures.",
    problems: {
      empty: "{name} is empty.",
      "not-a-picture": "{name} is not a PNG, JPEG, GIF or WebP picture.",
      broken: "The picture {name} is broken or not complete.",
      "too-large": "{name} is too large. A picture may have at most {limit}.",
      "too-many": "At most {limit} pictures go with one message.",
      "too-much": "The pictures of one message may have at most {limit} together.",
      "not-taken":
        "Nothing was sent: this gateway is of a version that passes no pictures on to the agent. Remove them to send the message alone.",
    } satisfies Readonly<Record<PictureProblem, string>>,
  },
  problems: {
    "not-connected": "Not sent: this computer is not connected to its gateway.",
    "surface-pending":
      "Not sent: an administrator has not yet approved what this computer offers, and until then the gateway takes no message from it.",
    busy: "Not sent: the agent is still answering another question in this session.",
    refused: "The gateway did not take the message.",
    "pictures-not-taken": "Not sent: this gateway is of a version that passes no pictures on to the agent.",
    "pictures-refused": "Not sent: the gateway does not take these pictures.",
    "too-long":
      "Not sent: the message and its texts are longer than the 20,000 characters that a gateway takes.",
    unanswered: "The gateway did not say whether it took the message.",
    "no-answer":
      "The gateway took the message, and for 90 seconds nothing happened. It may have no agent or no model for this session.",
    "fell-silent":
      "The agent began to answer, and then nothing happened for 90 seconds. If it goes on, its answer will be in its session.",
    "too-slow": "The agent did not finish within 10 minutes. Its answer will be in its session.",
    "connection-lost":
      "The connection was lost before the agent had finished. Its answer will be in its session.",
    "agent-failed": "The agent ended with an error.",
    stopped: "Somebody at the gateway stopped the agent.",
  } satisfies Readonly<Record<AskProblem, string>>,
};
