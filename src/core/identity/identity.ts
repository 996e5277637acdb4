/**
 * One device identity. `sign` is the only way to the private key: nothing that holds an
 * Identity can read the seed.
 */
export interface Identity {
  /** Lower-case hex SHA-256 of the raw 32-byte public key. */
  readonly deviceId: string;
  /** Raw public key, base64url without padding. */
  readonly publicKey: string;
  /** Pinned by the gateway at pairing; fixed with the identity and never changed after. */
  readonly platform: "linux" | "windows" | "macos";
  readonly deviceFamily: "Linux" | "Windows" | "Mac";
  /** Ed25519 signature of the UTF-8 text, base64url without padding. */
  sign(text: string): string;
}
