import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { descendantsOf } from "../../scripts/gateway/descendants.ts";
import { admit, grantSurface, invoke } from "../../scripts/gateway/pairing.ts";
import { isBlocked, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { createWorld, freshComputer, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld(currentGateway, "loopback");
});
afterAll(() => world?.dispose());

describe("nothing secret leaves the vault", () => {
  for (const logLevel of ["error", "debug"]) {
    test(`a whole life with log level ${logLevel} writes no secret anywhere but into the key file`, async () => {
      const { gateway } = world;
      const computer = freshComputer(gateway);
      const extra = { extraParameters: ["--log-level", logLevel] };

      const wrong = "mistaken-secret-5b1c7e";
      const mistaken = await freshComputer(gateway).start({ sharedToken: wrong, ...extra });
      await mistaken.waitFor("blocked", isBlocked);

      const first = await computer.start({ sharedToken: gateway.token, ...extra });
      const deviceId = await admit(gateway.admin, first);
      await grantSurface(gateway.admin, deviceId);
      await invoke(gateway.admin, deviceId, "device.info");
      const processes = process.platform === "linux" ? processTexts(first) : [];
      await first.stop();
      const again = await computer.start(extra);
      await again.waitFor("ready", isReady);
      const keyFile = join(computer.stateFolder, "keys.json");
      const secrets = [gateway.token, wrong, ...secretsIn(readFileSync(keyFile, "utf8"))];
      expect(secrets.length, "shared, mistaken, seed and device token").toBeGreaterThanOrEqual(4);
      await again.stop();

      const places: SearchedText[] = [
        ...processes,
        ...[mistaken, first, again].flatMap(outputOf),
        ...filesIn(computer.stateFolder).filter(({ where }) => basename(where) !== "keys.json"),
      ];
      for (const { where, text } of places) {
        for (const secret of secrets) expect(holds(text, secret), `a secret in ${where}`).toBe(false);
      }
      expect(readFileSync(keyFile, "utf8"), "the shared secret is forgotten").not.toContain(gateway.token);
      expect(statSync(keyFile).mode & 0o077).toBe(0);
    });
  }

  test("this test would notice", () => {
    const secret = "a-secret-of-some-length";
    for (const form of encodings(secret)) expect(holds(`before ${form} after`, secret)).toBe(true);
    expect(secretsIn(JSON.stringify({ entries: { a: JSON.stringify({ seed: secret }) } }))).toEqual([secret]);
  });
});

interface SearchedText {
  readonly where: string;
  readonly text: string;
}

function outputOf(node: ClawtrayNode): SearchedText[] {
  return [
    { where: "standard output", text: node.stdout() },
    { where: "standard error", text: node.stderr() },
  ];
}

/** Arguments of the node and its children, and the environment its children were handed. */
function processTexts(node: ClawtrayNode): SearchedText[] {
  const children = descendantsOf(node.pid);
  const read = (pid: number, name: string) => ({
    where: `/proc/${pid}/${name}`,
    text: readFileSync(`/proc/${pid}/${name}`, "utf8"),
  });
  return [
    ...[node.pid, ...children].map((pid) => read(pid, "cmdline")),
    ...children.map((pid) => read(pid, "environ")),
  ];
}

function filesIn(folder: string): SearchedText[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((where) => ({ where, text: readFileSync(where, "latin1") }));
}

/** The seed and tokens of a key file, found by their field names however deep they are nested. */
function secretsIn(text: string): string[] {
  const found: string[] = [];
  JSON.parse(text, (name, value) => {
    if (typeof value !== "string") return value;
    if (/^(seed|token|deviceToken|password)$/.test(name)) found.push(value);
    else if (value.startsWith("{")) found.push(...secretsIn(value));
    return value;
  });
  return found;
}

function holds(text: string, secret: string): boolean {
  return encodings(secret).some((form) => text.includes(form));
}

function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const decoded = Buffer.from(secret, "base64url");
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    decoded.toString("hex"),
    decoded.toString("base64").replace(/=+$/, ""),
  ];
}
