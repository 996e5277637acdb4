/** The address says `ws://` and the gateway speaks TLS, or the reverse. */
export const otherScheme = {
  "speaks-tls": {
    sentence:
      "{gateway} expects encrypted connections (TLS), but the address says ws://. No secret was sent.",
    remedy: "Use {url}: clawtray run --gateway {url}",
  },
  "speaks-plain": {
    sentence: "{gateway} answers without TLS, but the address says wss://. No secret was sent.",
    remedy:
      "On your own network, use {url}: {command}. Otherwise ask the administrator to turn on TLS, because everything would be sent unencrypted.",
  },
} as const;
