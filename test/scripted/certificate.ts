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

/** A certificate for 127.0.0.1 and localhost of a private authority, and that authority. */
export function certificateOfAuthority(): TestCertificate & { readonly authority: string } {
  const folder = mkdtempSync(join(tmpdir(), "scripted-gateway-"));
  const file = (name: string): string => join(folder, name);
  const run = (parameters: readonly string[]) => execFileSync("openssl", parameters, { stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    writeFileSync(file("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost");
    const authority = ["-days", "2", "-subj", "/CN=private authority", "-keyout", file("ca.key")];
    run(["req", "-x509", ...newKey, ...authority, "-out", file("ca.pem")]);
    run(["req", "-new", ...newKey, "-subj", "/CN=gateway", "-keyout", file("key"), "-out", file("request")]);
    const signer = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "2"];
    run(["x509", "-req", "-in", file("request"), ...signer, "-extfile", file("names"), "-out", file("cert")]);
    const cert = readFileSync(file("cert"), "utf8");
    const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "").toLowerCase();
    const [key, ca] = [readFileSync(file("key"), "utf8"), readFileSync(file("ca.pem"), "utf8")];
    return { key, cert, fingerprint, authority: ca };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Fault {
  /** Of `openssl req -newkey`. */
  readonly key?: string;
  /** Digest of the authority's signature. */
  readonly digest?: string;
  readonly extensions?: string;
  /** The authority's own time is over. */
  readonly issuerExpired?: boolean;
}

/** A certificate that its authority should not have issued as it is, and that authority. */
export function faultyCertificate(fault: Fault): TestCertificate & { readonly authority: string } {
  const { key = "rsa:2048", digest = "sha256", extensions = "", issuerExpired = false } = fault;
  const folder = mkdtempSync(join(tmpdir(), "scripted-gateway-"));
  const run = (...words: readonly string[]) =>
    execFileSync("openssl", [...words], { stdio: "ignore", cwd: folder });
  try {
    const sections = "[ca]\ndefault_ca=own\n[own]\npolicy=any\nunique_subject=no\nrand_serial=yes\n";
    const rest = "database=index\nnew_certs_dir=.\ndefault_md=sha256\n[any]\ncommonName=supplied\n";
    writeFileSync(join(folder, "ca.cnf"), sections + rest);
    writeFileSync(join(folder, "index"), "");
    writeFileSync(join(folder, "ca.ext"), "basicConstraints=critical,CA:TRUE\n");
    writeFileSync(join(folder, "names"), `subjectAltName=IP:127.0.0.1\n${extensions}\n`);
    run(
      "req",
      "-new",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=authority",
      "-keyout",
      "ca.key",
      "-out",
      "ca.csr",
    );
    const years = issuerExpired ? ["200101000000Z", "200201000000Z"] : ["200101000000Z", "400101000000Z"];
    const sign = ["ca", "-batch", "-notext", "-config", "ca.cnf", "-selfsign", "-extfile", "ca.ext"];
    const dates = ["-startdate", years[0] ?? "", "-enddate", years[1] ?? ""];
    run(...sign, ...dates, "-keyfile", "ca.key", "-in", "ca.csr", "-out", "ca.pem");
    run("req", "-new", "-newkey", key, "-nodes", "-subj", "/CN=gateway", "-keyout", "key", "-out", "csr");
    const issuer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", `-${digest}`];
    run("x509", "-req", "-in", "csr", ...issuer, "-extfile", "names", "-out", "cert");
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    const cert = read("cert");
    const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "").toLowerCase();
    return { key: read("key"), cert, fingerprint, authority: read("ca.pem") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
