/** The headers for an access page, in the wizard. */
export const edge = {
  title: "Behind an access page?",
  hint: "Some gateways are behind an access page such as Cloudflare Access. Its administrator can give this computer a service token: one or more headers, each with a name and a value. The values are kept in the key store and sent only to this gateway.",
  noTls: "Headers for an access page are sent over TLS only. Enter the address of the gateway as wss://host.",
  name: "Name of header {number}",
  value: "Value of header {number}",
  revealLabel: "Show value of header {number}",
  preset: "Use Cloudflare’s names",
  add: "Add a header",
  held: "Entered for this gateway: {names}",
  remove: "Remove these headers",
  remedy:
    "If it is an access page such as Cloudflare Access, ask its administrator for a service token and enter its headers under “Behind an access page?”. If a web server answers, check the address, the port and the path.",
  kept: {
    title: "Headers for the access page",
    lead: "These headers are sent to the access page in front of the gateway. Their values are in the key store and are not shown.",
    removed: "The headers were removed.",
  },
  refused: "The headers were not accepted.",
  problems: {
    name: "The name of a header consists of letters, digits and dashes, as in CF-Access-Client-Id. Enter its value again as well.",
    reserved:
      "One of these headers cannot be set: the connection itself depends on it, or the gateway would believe it came from its own proxy.",
    value:
      "Each header needs a value: 1 to 4096 visible ASCII characters, without line breaks. Enter it again.",
    line: "This is not a header. Enter its name and its value again.",
    twice: "The same header is given twice. Enter each only once.",
    "too-many": "At most 8 headers can be entered here.",
    "no-tls":
      "Headers for an access page are sent over TLS only. Enter the address of the gateway as wss://host, then the values again.",
  },
};
