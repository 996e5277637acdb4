import { useState } from "preact/hooks";
import type { Outcome, WizardDraft } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";
import { type PastedLink, pastedLink } from "./pasted-link.ts";
import { useCheck } from "./use-check.ts";
import { useDraftText } from "./use-draft-text.ts";

type DraftChange = Partial<
  Pick<WizardDraft, "step" | "address" | "credentialKind" | "acceptedTlsFingerprint">
>;

export type GatewayForm = ReturnType<typeof useGatewayForm>;

/** What is entered on the gateway step, how it reaches main, and when it is checked. */
export function useGatewayForm() {
  const { snapshot, bridge, words, request } = useApp();
  const { draft } = snapshot;
  const check = useCheck(bridge);
  const [taking, setTaking] = useState(false);
  const [linkProblem, setLinkProblem] = useState<string | null>(null);

  const change = (part: DraftChange): Promise<Outcome> => request({ kind: "set-draft", change: part });

  const address = useDraftText(draft.address, (text) =>
    // A certificate was accepted for the gateway it was shown by, and for no other.
    change(text === draft.address ? { address: text } : { address: text, acceptedTlsFingerprint: null }),
  );
  const secret = useDraftText("", (text) => request({ kind: "set-draft-secret", secret: text }));

  /** A link holds a secret: it goes to main whole and does not stay in the field. */
  const takeLink = async (link: PastedLink): Promise<boolean> => {
    setTaking(true);
    const outcome = await bridge
      .request({ kind: "take-link", text: link.text, replace: true })
      .catch((error: unknown): Outcome => ({ ok: false, problem: "failed", detail: String(error) }));
    setTaking(false);
    if (!outcome.ok) {
      const known: Readonly<Record<string, string>> = words.gateway.linkProblems;
      setLinkProblem(known[outcome.detail] ?? `${words.gateway.linkProblem} ${outcome.detail}`.trim());
      return false;
    }
    const { draft: taken } = await bridge.snapshot();
    address.show(taken.address);
    secret.show("");
    return true;
  };

  const enterAddress = (text: string) => {
    check.reset();
    setLinkProblem(null);
    if (pastedLink(text) === null) address.enter(text);
    else address.show(text);
  };

  const pasteAddress = (text: string) => {
    enterAddress(text);
    const link = pastedLink(text);
    if (link?.kind === "setup") void takeLink(link);
  };

  const run = async () => {
    const now = await bridge.snapshot();
    const { address: to, credentialKind, acceptedTlsFingerprint } = now.draft;
    await check.start({ address: to, credentialKind, acceptedTlsFingerprint });
  };

  const busy = taking || check.state.status === "running";

  return {
    address,
    secret,
    check,
    linkProblem,
    busy,
    enterAddress,
    pasteAddress,
    enterSecret: (text: string) => {
      check.reset();
      secret.enter(text);
    },
    chooseKind: async (kind: "none" | "token" | "password") => {
      const outcome = await change({ credentialKind: kind });
      check.reset();
      // Main forgets the secret with its kind; what is still in the field is meant for the new one.
      if (outcome.ok && kind !== "none" && secret.text !== "") secret.enter(secret.text);
    },
    forgetCode: async () => {
      check.reset();
      await request({ kind: "set-draft-secret", secret: "" });
      await change({ credentialKind: "token" });
    },
    acceptCertificate: async (fingerprint: string) => {
      const outcome = await change({ acceptedTlsFingerprint: fingerprint });
      if (outcome.ok) await run();
    },
    withdrawCertificate: async () => {
      check.reset();
      await change({ acceptedTlsFingerprint: null });
    },
    submit: async () => {
      if (busy) return;
      const link = pastedLink(address.text);
      if (link !== null && !(await takeLink(link))) return;
      await Promise.all([address.flush(), secret.flush()]);
      await run();
    },
    next: async () => {
      await Promise.all([address.flush(), secret.flush()]);
      await change({ step: "capabilities" });
    },
  };
}
