import { rootCertificates } from "node:tls";
import { describe, expect, test } from "vitest";
import { findAuthorities } from "../../src/core/gateway/trust.ts";

const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
const files =
  (content: Readonly<Record<string, string>>) =>
  (path: string): string | null =>
    content[path] ?? null;
const store = (content: Readonly<Record<string, readonly string[]>>) => (kind?: string) => [
  ...(content[kind ?? "default"] ?? []),
];

describe("the authorities that are believed", () => {
  test("are the runtime's, the system's and the extra ones, where the runtime reads the system's", () => {
    const getCACertificates = store({ default: ["own"], system: ["own", "system"] });
    const read = files({ "/extra.pem": pem("extra") });
    const found = findAuthorities({ env: { NODE_EXTRA_CA_CERTS: "/extra.pem" }, getCACertificates, read });
    expect(found).toEqual({
      ca: ["own", "system", pem("extra")],
      system: "runtime",
      extra: { file: "/extra.pem", read: true },
    });
  });

  test.each([
    [{}, "/etc/pki/tls/certs/ca-bundle.crt"],
    [{ SSL_CERT_FILE: "/own.pem" }, "/own.pem"],
    [{ SSL_CERT_FILE: "/none.pem" }, "/etc/pki/tls/certs/ca-bundle.crt"],
  ])("come from the system's file where the runtime cannot read its store: %j", (env, file) => {
    const read = files({ "/etc/pki/tls/certs/ca-bundle.crt": pem("fedora"), "/own.pem": pem("mine") });
    const found = findAuthorities({ env, read });
    expect(found.system).toEqual({ file });
    expect(found.ca).toEqual([...rootCertificates, read(file)]);
  });

  test("are left to the runtime where there is nothing else", () => {
    expect(findAuthorities({ env: {}, read: files({}) })).toEqual({ ca: null, system: "none", extra: null });
  });

  test("lack a file that cannot be read or holds none, and that is known", () => {
    for (const content of [{}, { "/extra.pem": "nothing" }]) {
      const found = findAuthorities({ env: { NODE_EXTRA_CA_CERTS: "/extra.pem" }, read: files(content) });
      expect(found).toEqual({ ca: null, system: "none", extra: { file: "/extra.pem", read: false } });
    }
  });

  test("outlive a system store that cannot be read", () => {
    const getCACertificates = (kind?: string) => {
      if (kind === "system") throw new Error("no");
      return ["own"];
    };
    expect(findAuthorities({ env: {}, getCACertificates, read: files({}) })).toMatchObject({
      system: "none",
    });
  });
});
