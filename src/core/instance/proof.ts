import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isRecord } from "../../shared/record.ts";

/**
 * How two processes of one person prove to each other that both know the control key, where the
 * place they meet at is open to anybody (a named pipe). Each sends its own nonce and an HMAC over both
 * nonces, its role and the place: nothing said before can be said again, what one side said is no
 * answer of the other, and a proof for one place is none for another. Every later line carries an
 * HMAC with a key of this conversation, its direction and its number, so that nobody between can say
 * anything either. The key itself is never sent.
 *
 *     client -> server   {"nonce": N1}
 *     server -> client   {"nonce": N2, "proof": HMAC(key, server, place, N1, N2)}
 *     client -> server   {"proof": HMAC(key, client, place, N1, N2)}
 *     from then on       HMAC(conversation, direction, number, line) line
 */
export interface Control {
  readonly key: Buffer;
  /** The path both sides use: a proof for one path is worth nothing at another. */
  readonly place: string;
}

/** Turns lines into what is sent and back, in order; `open` returns null for what the other side did not say. */
export interface Seal {
  seal(line: string): string;
  open(line: string): string | null;
}

/** A line of the exchange is shorter than this, bytes. */
export const MAX_PROOF_LENGTH = 512;

type Role = "client" | "server";
interface Nonces {
  readonly client: string;
  readonly server: string;
}

const NONCE_PATTERN = /^[0-9a-f]{64}$/;
const MAC_LENGTH = 64;

/** For places that only one person can reach: nothing is proven, and lines go as they are. */
export const plain: Seal = { seal: (line) => line, open: (line) => line };

/** The client's side: `hello` is sent first, `answer` takes the server's line and returns the last one. */
export function proveAsClient(control: Control): {
  readonly hello: string;
  /** Null when the server does not know the key. */
  answer(line: string): { readonly line: string; readonly seal: Seal } | null;
} {
  const own = randomBytes(32).toString("hex");
  return {
    hello: JSON.stringify({ nonce: own }),
    answer(line) {
      const { nonce, proof } = fieldsOf(line);
      if (typeof nonce !== "string" || !NONCE_PATTERN.test(nonce)) return null;
      const nonces = { client: own, server: nonce };
      if (!isSame(proof, proofOf(control, "server", nonces))) return null;
      return {
        line: JSON.stringify({ proof: proofOf(control, "client", nonces) }),
        seal: sealFor(control, "client", nonces),
      };
    },
  };
}

/**
 * The server's side: `answer` takes the client's hello, `check` its proof; null for a client that does not know the
 * key.
 */
export function proveAsServer(control: Control): {
  answer(line: string): string | null;
  check(line: string): Seal | null;
} {
  const own = randomBytes(32).toString("hex");
  let nonces: Nonces | null = null;
  return {
    answer(line) {
      const { nonce } = fieldsOf(line);
      if (typeof nonce !== "string" || !NONCE_PATTERN.test(nonce)) return null;
      nonces = { client: nonce, server: own };
      return JSON.stringify({ nonce: own, proof: proofOf(control, "server", nonces) });
    },
    check(line) {
      if (nonces === null || !isSame(fieldsOf(line).proof, proofOf(control, "client", nonces))) return null;
      return sealFor(control, "server", nonces);
    },
  };
}

function sealFor(control: Control, role: Role, nonces: Nonces): Seal {
  const conversation = Buffer.from(
    macOf(control.key, ["conversation", control.place, ...pair(nonces)]),
    "hex",
  );
  const other = role === "client" ? "server" : "client";
  let sent = 0;
  let received = 0;
  return {
    seal: (line) => `${macOf(conversation, [role, String(sent++), line])}${line}`,
    open(sealed) {
      const line = sealed.slice(MAC_LENGTH);
      const expected = macOf(conversation, [other, String(received++), line]);
      return isSame(sealed.slice(0, MAC_LENGTH), expected) ? line : null;
    },
  };
}

const pair = ({ client, server }: Nonces): readonly string[] => [client, server];

const proofOf = (control: Control, role: Role, nonces: Nonces): string =>
  macOf(control.key, ["proof", role, control.place, ...pair(nonces)]);

/** The parts are separated by line feeds, which only the last one may contain. */
const macOf = (key: Buffer, parts: readonly string[]): string =>
  createHmac("sha256", key)
    .update(["clawtray control 1", ...parts].join("\n"))
    .digest("hex");

function isSame(said: unknown, expected: string): boolean {
  if (typeof said !== "string" || said.length !== expected.length) return false;
  const bytes = Buffer.from(said);
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected));
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  if (line.length > MAX_PROOF_LENGTH) return {};
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
