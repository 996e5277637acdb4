/** A header for whatever is in front of a gateway, such as an access page. The value is a secret. */
export interface EdgeHeader {
  readonly name: string;
  readonly value: string;
}

/** Why a header is refused. Nothing of its value is included. */
export type EdgeHeaderProblem = "name" | "reserved" | "value" | "line" | "twice" | "too-many";

/** As many as the window takes. */
export const MAX_TYPED_EDGE_HEADERS = 8;

/** A name of a header as RFC 9110, 5.1 defines it, of a reasonable length. */
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
