import { useApp } from "../app/app-context.ts";
import { groupHex } from "../app/format.ts";
import { FingerprintQuestion } from "./fingerprint-question.tsx";

interface QuestionProps {
  /** SHA-256: of a certificate in hex, of a host key as ssh shows it. */
  readonly fingerprint: string;
  readonly onAccept: () => void;
  /** The question appeared on its own: it takes the focus, so that nobody has to look for it. */
  readonly takeFocus?: boolean;
}

/** An unknown certificate. */
export function CertificateQuestion({ fingerprint, ...rest }: QuestionProps) {
  const { words } = useApp();
  return (
    <FingerprintQuestion {...rest} texts={words.gateway.certificate} fingerprint={groupHex(fingerprint)} />
  );
}

/** The key of an SSH host that is not known yet. */
export function HostKeyQuestion(props: QuestionProps) {
  const { words } = useApp();
  return <FingerprintQuestion {...props} texts={words.gateway.hostKey} />;
}
