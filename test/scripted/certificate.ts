import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
}

/**
 * One whose time is over, or has not come: `from` and `to` as `YYMMDDHHMMSSZ`. `openssl req` makes none
 * such, its little authority does.
 */
export function certificateValid(from: string, to: string): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), "scripted-gateway-"));
  const file = (name: string): string => join(folder, name);
  try {
    const names = "subjectAltName=IP:127.0.0.1";
    const run = (parameters: readonly string[]) => execFileSync("openssl", parameters, { stdio: "ignore" });
    writeFileSync(file("index"), "");
    const policy =
      "[ca]\ndefault_ca=own\n[own]\ndefault_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n";
    const places = `database=${file("index")}\nnew_certs_dir=${folder}\nrand_serial=yes\n`;
    writeFileSync(file("ca.cnf"), policy.replace("[own]\n", `[own]\n${places}`));
    writeFileSync(file("names.cnf"), names);
    run(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("key.pem")]);
    run([
      "req",
      "-new",
      "-key",
      file("key.pem"),
      "-subj",
      "/CN=scripted gateway",
      "-out",
      file("request.pem"),
    ]);
    const dates = ["-startdate", from, "-enddate", to];
    const ca = [
      "ca",
      "-batch",
      "-notext",
      "-selfsign",
      "-config",
      file("ca.cnf"),
      "-extfile",
      file("names.cnf"),
    ];
    run([...ca, ...dates, "-keyfile", file("key.pem"), "-in", file("request.pem"), "-out", file("cert.pem")]);
    const cert = readFileSync(file("cert.pem"), "utf8");
    const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "").toLowerCase();
    return { key: readFileSync(file("key.pem"), "utf8"), cert, fingerprint };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
