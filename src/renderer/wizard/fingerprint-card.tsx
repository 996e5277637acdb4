import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { QrCode } from "../components/qr-code.tsx";

/** The fingerprint for a person to read aloud, and the device id for a camera. */
export function FingerprintCard() {
  const { snapshot, words } = useApp();
  const { fingerprint, deviceId } = snapshot.node;
  if (fingerprint === null || deviceId === null) return null;
  return (
    <section class="card fingerprint-card" aria-labelledby="fingerprint-title">
      <div>
        <h2 id="fingerprint-title">{words.common.fingerprint}</h2>
        <p class="fingerprint big">{fingerprint}</p>
        <CopyButton what="fingerprint" full />
        <p class="hint">{words.pairing.compare}</p>
      </div>
      <QrCode text={deviceId} label={fill(words.pairing.qr, { fingerprint })} />
    </section>
  );
}
