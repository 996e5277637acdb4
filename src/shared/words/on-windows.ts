import { english, type StateCatalogue } from "./en/states.ts";
import { otherBlockedTexts } from "./placeholders.ts";

/**
 * What Windows calls otherwise, or does in another way: each text in the place of the catalogue's own. It has
 * access lists where others have modes, and its own keychain by name.
 */
export const englishOnWindows = {
  blocked: otherBlockedTexts({
    "keychain-locked": {
      sentence: "The Windows Credential Manager is locked, so the identity of this computer cannot be read.",
      remedy: "Sign in to Windows with your password, then try again.",
    },
    "keychain-unavailable": {
      sentence:
        "The Windows Credential Manager cannot be reached, so there is no safe place for the identity of this computer.",
      remedy:
        "Start the service “Credential Manager” (VaultSvc) in the Services app, or start with --key-store file.",
    },
    "keychain-timeout": {
      sentence: "The Windows Credential Manager did not answer in time.",
      remedy: "Check whether the service “Credential Manager” (VaultSvc) is running, then try again.",
    },
    "keychain-corrupt": {
      sentence:
        "The entry of this computer in the Windows Credential Manager is damaged. No new identity was created.",
      remedy:
        "Restore the entry from a backup and try again, or forget this device and pair again with a new identity.",
    },
    "key-file-unsafe": {
      remedy:
        "Make the file accessible only to you (in its Properties, under Security), then try again. If others may have read it, forget this device and pair again.",
    },
    "state-folder-unusable": {
      remedy:
        "Choose a folder with --state-dir that does not exist yet: it is created for you alone. Or make this one accessible only to you (in its Properties, under Security).",
    },
    "control-socket-unusable": {
      sentence: "The named pipe for {path} cannot be created: {why}.",
      remedy: "Choose another folder with --state-dir, then try again.",
    },
  }),
  fileProblems: {
    link: "it is a link or a junction",
    "other-owner": "it belongs to another user ({code})",
    "open-to-others": "other users can access it ({code})",
    "folder-of-another": "the folder belongs to another user ({code})",
    "folder-open-to-others": "other users can open or change the folder ({code})",
  },
  keyStores: { keychain: "Windows Credential Manager" },
} as const;

/** Some texts of a catalogue, at the places they have in it. */
type Part<Node> = { readonly [Key in keyof Node]?: Node[Key] extends string ? string : Part<Node[Key]> };

/** The same texts, with those of `part` replacing its own. */
export function withPart<Node extends object>(texts: Node, part: Part<Node>): Node {
  const merged: Record<string, unknown> = Object.fromEntries(Object.entries(texts));
  for (const [key, other] of Object.entries(part)) {
    const own = merged[key];
    merged[key] = typeof own === "object" && own !== null ? withPart(own, other as object) : other;
  }
  return merged as Node;
}

const windows = withPart<StateCatalogue>(english, englishOnWindows);

/** The sentences about the node in English, in the words of that system (`process.platform`): the terminal's. */
export const englishFor = (platform: string): StateCatalogue => (platform === "win32" ? windows : english);
