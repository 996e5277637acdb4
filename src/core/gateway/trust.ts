import { readFileSync } from "node:fs";
import * as tls from "node:tls";

/** Whom to trust when no certificate is pinned. */
export type TrustStore = () => tls.SecureContext;

/** Where the trusted authorities come from. */
export interface Authorities {
  /** In PEM, one or many in each; null leaves everything to the runtime. */
  readonly ca: readonly string[] | null;
  /** How the system's own store was read: by the runtime, from this file, or not at all. */
  readonly system: "runtime" | "none" | { readonly file: string };
  /** `NODE_EXTRA_CA_CERTS`, and whether it could be read; null when it is not set. */
  readonly extra: { readonly file: string; readonly read: boolean } | null;
}

/** Where distributions keep the system's authorities in one file: Debian and Arch, Fedora, SUSE, Alpine and the BSDs. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
] as const;

interface AuthoritiesWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node 22.15 and later; when missing, as in Node 20, the files are read. */
  readonly getCACertificates?: typeof tls.getCACertificates | undefined;
  /** The text of a file, null when it cannot be read. */
  readonly read: (path: string) => string | null;
}

const here: AuthoritiesWorld = {
  env: process.env,
  // Absent in Node 20, whatever the types say.
  getCACertificates: tls.getCACertificates as typeof tls.getCACertificates | undefined,
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  },
};

/**
 * What the runtime ships, what the operating system trusts, and what `NODE_EXTRA_CA_CERTS` adds. Where the runtime
 * cannot read the system's store (Node 20), the file in which Linux keeps it is used, that of `SSL_CERT_FILE` first;
 * Windows and macOS have none.
 */
export function findAuthorities(world: AuthoritiesWorld = here): Authorities {
  const { env, read } = world;
  const extraFile = env.NODE_EXTRA_CA_CERTS ?? "";
  const extraText = extraFile === "" ? null : read(extraFile);
  const extra = extraFile === "" ? null : { file: extraFile, read: isPem(extraText) };
  const added = extra?.read === true && extraText !== null ? [extraText] : [];
  const own = ask(world, "default") ?? tls.rootCertificates;
  const system = ask(world, "system") ?? [];
  if (system.length > 0) return { ca: [...new Set([...own, ...system, ...added])], system: "runtime", extra };
  for (const file of [env.SSL_CERT_FILE ?? "", ...BUNDLES]) {
    const text = file === "" ? null : read(file);
    if (text !== null && isPem(text)) return { ca: [...own, text, ...added], system: { file }, extra };
  }
  return { ca: added.length === 0 ? null : [...own, ...added], system: "none", extra };
}

function ask({ getCACertificates }: AuthoritiesWorld, kind: "default" | "system"): readonly string[] | null {
  try {
    return getCACertificates?.(kind) ?? null;
  } catch {
    return null; // an unreadable system store must not take the bundled one with it
  }
}

const isPem = (text: string | null): boolean => text?.includes("-----BEGIN CERTIFICATE-----") ?? false;

let systemContext: tls.SecureContext | null = null;

/** All of `findAuthorities`, read once, at the first TLS connection, because the system's store can be slow. */
export const systemTrust: TrustStore = () => {
  systemContext ??= contextOf(findAuthorities());
  return systemContext;
};

function contextOf({ ca }: Authorities): tls.SecureContext {
  try {
    return tls.createSecureContext(ca === null ? {} : { ca: [...ca] });
  } catch {
    return tls.createSecureContext(); // one of the files holds something that is not a certificate
  }
}
