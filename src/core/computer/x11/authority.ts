import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What is shown to the server to be let in. */
export interface Cookie {
  readonly name: string;
  readonly data: Buffer;
}

const NO_COOKIE: Cookie = { name: "", data: Buffer.alloc(0) };
/** The only scheme that does not need more than showing it. Source: Xsecurity(7). */
const MAGIC = "MIT-MAGIC-COOKIE-1";
/** Families of address: any host, and this computer. Source: Xauth.h of libXau. */
const WILD = 0xffff;
const LOCAL = 256;

/**
 * The cookie for a display of this computer, an empty one when there is none: a server that asks for none lets us in.
 * Never rejects.
 */
export async function readCookie(
  environment: Readonly<Record<string, string | undefined>>,
  number: string,
  hostName: string,
): Promise<Cookie> {
  const file = environment.XAUTHORITY || (environment.HOME ? join(environment.HOME, ".Xauthority") : null);
  if (file === null) return NO_COOKIE;
  try {
    return findCookie(await readFile(file), number, hostName);
  } catch {
    return NO_COOKIE;
  }
}

/**
 * Entries are a family and four counted strings, all in network order. Source: AuReadAuth in libXau. One that names this
 * computer goes before one for any. Pure.
 */
export function findCookie(file: Buffer, number: string, hostName: string): Cookie {
  let found = NO_COOKIE;
  for (let at = 0; at + 2 <= file.length; ) {
    const family = file.readUInt16BE(at);
    at += 2;
    const fields: Buffer[] = [];
    for (let field = 0; field < 4; field += 1) {
      if (at + 2 > file.length) return found;
      const length = file.readUInt16BE(at);
      fields.push(file.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    const [address, display, name, data] = fields;
    if (!address || !display || !data || name?.toString("latin1") !== MAGIC) continue;
    if (display.length > 0 && display.toString("latin1") !== number) continue;
    if (family === LOCAL && address.toString("utf8") === hostName) return { name: MAGIC, data };
    if (family === WILD) found = { name: MAGIC, data };
  }
  return found;
}
