import { useState } from "preact/hooks";
import type { AppRequest, DraftChange, Outcome, Refusal } from "../../shared/bridge.ts";
import { describeRefusal } from "../../shared/words/describe-refusal.ts";
import type { Catalogue } from "../../shared/words/en/catalogue.ts";
import { useApp } from "../app/app-context.ts";
import { useCheck } from "./use-check.ts";
import { useDraftText } from "./use-draft-text.ts";
import { useEdgeHeaders } from "./use-edge-headers.ts";

export type GatewayForm = ReturnType<typeof useGatewayForm>;

type ChosenKind = "none" | "token" | "password";

/** A code that is good for nothing, or a secret in the wrong field: neither is left on the screen. */
function isUnwanted(refusal: Refusal): boolean {
  if (refusal.problem === "link-unusable") return true;
  if (refusal.problem !== "address-invalid" || refusal.detail.reason !== "address-invalid") return false;
  return refusal.detail.detail.problem === "secret-instead";
}

function sayRefusal(refusal: Refusal, words: Catalogue): string {
  const { sentence, reason } = describeRefusal(refusal, words);
  return [refusal.problem === "link-unusable" ? "" : sentence, reason ?? ""].join(" ").trim();
}

/** What is entered on the gateway step, how it reaches main, and when it is checked. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a hook: one short handler for each field and button, over the same state.
export function useGatewayForm() {
  const { snapshot, bridge, words, request } = useApp();
  const { draft } = snapshot;
  const check = useCheck(bridge);
  const [taking, setTaking] = useState(false);
  // Shown at once: any other snapshot that comes before main's answer would put the old choice back.
  const [chosen, setChosen] = useState<ChosenKind | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const change = (part: DraftChange): Promise<Outcome> => request({ kind: "set-draft", change: part });

  const address = useDraftText(draft.address, (text) =>
    request({ kind: "enter-address", text, whole: false }),
  );
  const secret = useDraftText("", (text) => request({ kind: "set-draft-secret", secret: text }));

  const edge = useEdgeHeaders(bridge, words, check.reset);

  /**
   * What the field says is main's to understand, and main's to keep: a link holds a secret. The field then shows what
   * was taken of it.
   */
  const take = async (asked: AppRequest): Promise<boolean> => {
    setTaking(true);
    const outcome = await bridge
      .request(asked)
      .catch((error: unknown): Outcome => ({ ok: false, problem: "failed", detail: String(error) }));
    setTaking(false);
    if (!outcome.ok) {
      setRefusal(outcome);
      if (asked.kind === "enter-address" && isUnwanted(outcome)) address.show("");
      return false;
    }
    const { draft: taken } = await bridge.snapshot();
    address.show(taken.address);
    // What was typed before is not what the link brought.
    if (taken.fromLink !== null || taken.credentialKind === "setup-code") secret.show("");
    return true;
  };

  const enterAddress = (text: string) => {
    check.reset();
    setRefusal(null);
    address.enter(text);
  };

  const pasteAddress = (text: string) => {
    check.reset();
    setRefusal(null);
    address.show(text);
    // Main hears first what was typed before: a moment later it would replace the secret of the link.
    void secret.flush().then(() => take({ kind: "enter-address", text, whole: true }));
  };

  const run = async (acceptedSshHostKey?: string) => {
    const now = await bridge.snapshot();
    const { address: to, credentialKind, acceptedTlsFingerprint } = now.draft;
    const accepted = acceptedSshHostKey === undefined ? {} : { acceptedSshHostKey };
    await check.start({ address: to, credentialKind, acceptedTlsFingerprint, ...accepted });
  };

  const busy = taking || check.state.status === "running";

  return {
    address,
    secret,
    edge,
    check,
    linkProblem: refusal === null ? null : sayRefusal(refusal, words),
    linkRefused: refusal?.problem === "link-unusable" ? refusal.detail : null,
    busy,
    enterAddress,
    pasteAddress,
    enterSecret: (text: string) => {
      check.reset();
      secret.enter(text);
    },
    kind: chosen ?? draft.credentialKind,
    chooseKind: async (kind: ChosenKind) => {
      setChosen(kind);
      const outcome = await change({ credentialKind: kind });
      // Unless another one has been chosen meanwhile.
      setChosen((now) => (now === kind ? null : now));
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
    /** The check writes it down where ssh keeps such keys; nothing of it stays in the draft. */
    acceptHostKey: (fingerprint: string) => run(fingerprint),
    withdrawCertificate: async () => {
      check.reset();
      await change({ acceptedTlsFingerprint: null });
    },
    submit: async () => {
      if (busy) return;
      setRefusal(null);
      await Promise.all([address.flush(), secret.flush()]);
      if (!(await take({ kind: "enter-address", text: address.text, whole: true }))) return;
      // They are for the address that main has now.
      if (!(await edge.send(address.text))) return;
      if (await take({ kind: "use-join-link" })) await run();
    },
    next: async () => {
      await Promise.all([address.flush(), secret.flush()]);
      if (await edge.send(address.text)) await change({ step: "capabilities" });
    },
  };
}
