import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lacking } from "../support/lacking.ts";
import { nginx } from "../support/nginx.ts";
import { otherNode } from "../support/other-node.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { certificateOfAuthority } from "./certificate.ts";
import { CliProcess } from "./cli-process.ts";
import { friendlyGateway } from "./harness.ts";

const other = otherNode();

/** A gateway behind nginx with a certificate of a private authority, whose own is in `authority`. */
async function privateEdge() {
  const certificate = certificateOfAuthority();
  const gateway = await friendlyGateway({ token: null });
  const upstreamPort = Number(new URL(gateway.url.replace(/^ws/, "http")).port);
  const edge = await nginx({ tls: certificate, upstreamPort });
  const folder = temporaryDirectory();
  const authority = join(folder, "authority.pem");
  writeFileSync(authority, certificate.authority);
  return { url: `wss://localhost:${edge.port}`, authority, certificate, stateDir: join(folder, "state") };
}

const lacks = lacking("nginx");

describe
  .skipIf(lacks !== "")
  .each<readonly [string, string]>([
    [`the tests' Node${lacks}`, process.execPath],
    ...(other === null ? [] : [[`Node ${other.version}`, other.path] as const]),
  ])("on %s", (_name, runtime) => {
  test("a private authority is believed where the system or NODE_EXTRA_CA_CERTS names it, and nowhere else", async () => {
    const { url, authority, certificate, stateDir } = await privateEdge();
    const place = ["--state-dir", stateDir, "--key-store", "file"];
    const command = (words: readonly string[], environment: Readonly<Record<string, string>>) =>
      new CliProcess(
        [...words, ...place],
        { NODE_EXTRA_CA_CERTS: "", SSL_CERT_FILE: "", ...environment },
        runtime,
      );
    const check = async (environment: Readonly<Record<string, string>>) => {
      const checked = command(["check", url, "--json"], environment);
      await checked.exited;
      return JSON.parse(checked.stdout) as Record<string, unknown>;
    };
    expect(await check({})).toMatchObject({ ok: false, untrustedCertificate: certificate.fingerprint });
    expect(await check({ NODE_EXTRA_CA_CERTS: authority })).toMatchObject({ ok: true });
    // What the system believes: its store, or the file that stands in for it.
    expect(await check({ SSL_CERT_FILE: authority })).toMatchObject({ ok: true });

    const run = command(["run", "--gateway", url, "--json"], { NODE_EXTRA_CA_CERTS: authority });
    await run.until(() => run.states.some(({ phase }) => phase === "connected"));
    run.child.kill("SIGTERM");
    await run.exited;
    const doctor = command(["doctor"], { NODE_EXTRA_CA_CERTS: authority });
    await doctor.exited;
    expect(doctor.stdout).toMatch(new RegExp(`ok +authorities +Node's own, .*and those in ${authority}`));
    const missing = command(["doctor"], { NODE_EXTRA_CA_CERTS: `${authority}.gone` });
    await missing.exited;
    expect(missing.stdout).toMatch(/warning +authorities +NODE_EXTRA_CA_CERTS names .*\.gone/);
    // Six programs, one after the other.
  }, 90_000);
});
