import type { otherScheme as english } from "../en/other-scheme.ts";

/** Die Adresse sagt `ws://`, und das Gateway spricht TLS, oder umgekehrt. */
export const otherScheme: { [Reason in keyof typeof english]: { sentence: string; remedy: string } } = {
  "speaks-tls": {
    sentence:
      "{gateway} nimmt verschlüsselte Verbindungen an (TLS), und die Adresse sagt ws://. Kein Geheimnis wurde gesendet.",
    remedy: "Verwenden Sie {url}: clawtray run --gateway {url}",
  },
  "speaks-plain": {
    sentence: "{gateway} antwortet ohne TLS, und die Adresse sagt wss://. Kein Geheimnis wurde gesendet.",
    remedy:
      "In Ihrem eigenen Netz verwenden Sie {url}: {command}. Sonst bitten Sie die Verwaltung des Gateways, TLS einzuschalten, denn alles würde unverschlüsselt gesendet.",
  },
};
