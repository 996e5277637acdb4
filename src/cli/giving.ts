import { parseGatewayAddress } from "../core/gateway/address.ts";
import { readTarget } from "../core/links/target.ts";
import type { Node } from "../core/node/node.ts";
import type { OpenNode } from "../core/node/open.ts";
import { signsElsewhere } from "../core/settings/signs-at.ts";
import type { SharedCredential } from "../shared/intent.ts";
import { secretProblem } from "./environment.ts";

/** Whether two addresses lead to the same place, however they are written. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((url) => parseGatewayAddress(url, { allowInsecure: true }));
  if (a?.ok !== true || b?.ok !== true) return false;
  const place = { url: b.value.url, tlsFingerprint: null };
  return signsElsewhere({ signsAt: [{ url: a.value.url, tlsFingerprint: null }] }, place) === null;
}

/** What can be given, at the terminal, to what blocks. */
interface Giving {
  /** A token, or a new setup code; a sentence where it is neither, or for another gateway. */
  giveSecret(text: string): string | null;
  acceptCertificate(fingerprint: string): void;
}

/** What a person gives a node that is blocked, for the gateway that it has. */
export function giving(node: Node, { settings }: OpenNode["folder"]): Giving {
  const configure = (what: { credential?: SharedCredential; tlsFingerprint?: string }): void => {
    const { gateway } = settings.read();
    if (gateway === null) return;
    const { url: address, allowInsecure } = gateway;
    void node.intend({ kind: "configure", address, allowInsecure, ...what });
  };
  return {
    giveSecret(text) {
      const target = readTarget(text, Date.now());
      if (target.ok && target.value.kind === "setup") {
        const { urls, bootstrapToken, tlsFingerprint } = target.value.setup;
        if (!urls.some((url) => isSame(url, settings.read().gateway?.url ?? "")))
          return "This setup code is for another gateway. To use that one: clawtray connect";
        configure({
          credential: { kind: "bootstrap", bootstrapToken },
          ...(tlsFingerprint === null ? {} : { tlsFingerprint }),
        });
        return null;
      }
      if (!target.ok && target.failure.about === "setup" && target.failure.problem === "expired")
        return "This setup code has expired. Get a new one on the gateway's computer: openclaw qr";
      // A dashboard's link brings the token with it.
      const token = (target.ok && target.value.kind === "address" ? target.value.token : null) ?? text;
      const slip = secretProblem("What you entered", token);
      if (slip === null) configure({ credential: { kind: "token", token } });
      return slip;
    },
    acceptCertificate: (tlsFingerprint) => configure({ tlsFingerprint }),
  };
}
