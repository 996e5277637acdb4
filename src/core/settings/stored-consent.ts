import { isRecord } from "../../shared/record.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { readOwnFile } from "../files/read.ts";

/** The owner's choices in a settings file as it is now; null when it holds none or cannot be read. */
export function storedConsent(path: string): OwnerChoices | null {
  const text = readOwnFile(path);
  if (!text.ok || text.value === null) return null;
  try {
    const content: unknown = JSON.parse(text.value);
    if (!isRecord(content) || !isRecord(content.consent)) return null;
    const { remoteMayLoosen, acceptGatewayApprovals } = content.consent;
    // Whatever is not clearly a yes is a no.
    return {
      remoteMayLoosen: remoteMayLoosen === true,
      acceptGatewayApprovals: acceptGatewayApprovals === true,
    };
  } catch {
    return null;
  }
}
