/** Several gateways at once: a connection is this computer as a node of one of them. */
export const connections = {
  problems: {
    empty: "A connection needs a name.",
    "too-long": "A connection's name has at most 40 characters.",
    "not-printable": "This name contains characters that cannot be seen. Type it again.",
    "leading-dash": "A connection's name cannot begin with a dash.",
    taken: "Another connection has this name. Choose a different one.",
    gone: "This connection no longer exists.",
    first:
      "The first connection cannot be removed. It can be forgotten: the next start then creates a new identity.",
  },
};
