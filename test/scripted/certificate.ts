import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
}

/** A fresh self-signed certificate for 127.0.0.1 and localhost, made by the `openssl` program. No key is ever committed. */
export function selfSignedCertificate(commonName = "scripted gateway"): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), "scripted-gateway-"));
  try {
    const keyFile = join(folder, "key.pem");
    const certificateFile = join(folder, "cert.pem");
    const options = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const subject = ["-subj", `/CN=${commonName}`, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
    execFileSync(
      "openssl",
      [...options, "-days", "2", ...subject, "-keyout", keyFile, "-out", certificateFile],
      {
        stdio: "ignore",
      },
    );
    const cert = readFileSync(certificateFile, "utf8");
    const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "").toLowerCase();
    return { key: readFileSync(keyFile, "utf8"), cert, fingerprint };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
