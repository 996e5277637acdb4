/** Endings of "The address of the gateway cannot be used: ". The pasted text is not repeated: it may hold a secret. */
export const addressProblems = {
  "port-alone": "{port} is only a port. Put the host before it: host:{port}.",
  zone: "it is a link-local address with a network interface (%eth0), which is not supported. Use the gateway’s name or another of its addresses.",
  "several-words":
    "it contains several words, and none of them is clearly an address. Paste only the address.",
  "several-addresses": "it contains more than one address. Paste only one of them.",
  placeholder:
    "{parameter} is a variable or a placeholder that was not filled in. Put the address in its place.",
  "secret-instead":
    "it looks like a token, a key or a damaged setup code, not an address. It was not looked up anywhere.",
  "join-link":
    "it looks like a join link, but it is incomplete or does not start with https://. Copy all of it again.",
} as const;
