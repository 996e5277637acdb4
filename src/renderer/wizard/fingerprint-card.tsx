import { useApp } from "../app/app-context.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Fingerprint } from "../components/fingerprint.tsx";

/**
 * The fingerprint to copy, to search for and to read aloud. No QR code: nobody's camera does anything with a device
 * id, and the gateway has nothing that would take it.
 */
export function FingerprintCard() {
  const { snapshot, words } = useApp();
  const { fingerprint } = snapshot.node;
  if (fingerprint === null) return null;
  return (
    <section class="card fingerprint-card" aria-labelledby="fingerprint-title">
      <h2 id="fingerprint-title">{words.common.fingerprint}</h2>
      <p class="fingerprint big">
        <Fingerprint text={fingerprint} />
      </p>
      <CopyButton what="fingerprint" full />
      <p class="hint">{words.pairing.compare}</p>
    </section>
  );
}
