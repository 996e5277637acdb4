import { readFileSync } from "node:fs";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { readSettingsText } from "./schema.ts";

/** The owner's choices in a settings file as it is now; null when it holds none or cannot be read. */
export function storedConsent(path: string): OwnerChoices | null {
  try {
    const text = readSettingsText(readFileSync(path, "utf8"));
    const consent = text.kind === "present" ? text.content.consent : null;
    if (typeof consent !== "object" || consent === null) return null;
    const { remoteMayLoosen, acceptGatewayApprovals } = consent as Partial<OwnerChoices>;
    // Whatever is not clearly a yes is a no.
    return {
      remoteMayLoosen: remoteMayLoosen === true,
      acceptGatewayApprovals: acceptGatewayApprovals === true,
    };
  } catch {
    return null;
  }
}
