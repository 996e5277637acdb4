import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type SmallInternet, smallInternet, whyNoSmallInternet } from "../support/small-internet.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";

const secret = "recognisable-shared-token-7f3a";
const why = whyNoSmallInternet();

const start = ({ prefix }: SmallInternet, words: readonly string[]): CliProcess => {
  const [runtime = "", ...rest] = [...prefix, process.execPath, program, ...words];
  return new CliProcess(rest, { OPENCLAW_GATEWAY_TOKEN: secret }, runtime, null);
};

const run = (internet: SmallInternet, name: string, stateDir: string, ...more: readonly string[]) => {
  const address = `ws://${name}:${internet.port}`;
  const own = ["--state-dir", stateDir, "--key-store", "file"];
  return start(internet, ["run", "--gateway", address, "--json", ...own, ...more]);
};

describe.skipIf(why !== null)(
  `a name of the private network that leads to the internet${why === null ? "" : ` (${why})`}`,
  () => {
    test.each([
      ["node.tail1234.ts.net", "203.0.113.7"],
      ["nas.local", "2001:db8::7"],
      ["here.localhost", "203.0.113.8"],
      ["translated.local", "64:ff9b::a00:1"],
    ])("%s -> %s: not one byte is sent, and it says what to do", async (name, address) => {
      const internet = await smallInternet({ [name]: address });
      const stateDir = temporaryDirectory();
      const node = run(internet, name, stateDir);
      const { reason, detail } = await node.phase("blocked");
      expect({ reason, detail }).toEqual({ reason: "public-address", detail: { host: name, address } });
      node.child.kill("SIGTERM");
      expect(await node.exited).toBe(0);

      const doctor = start(internet, ["doctor", "--state-dir", stateDir, "--key-store", "file"]);
      await doctor.exited;
      expect(doctor.stdout).toContain(`${name} resolves to ${address}, which is a public address`);
      expect(doctor.stdout).toContain("wss://");
      // The listener is a process of its own, and writes down a moment later what came.
      await expect.poll(() => internet.received().length).toBeGreaterThanOrEqual(2);
      expect(internet.received().join("")).toBe("");
    });

    test.each([
      ["node.tail1234.ts.net", "100.101.102.103"],
      ["nas.local", "fd00::7"],
      ["mapped.local", "::ffff:127.0.0.1"],
    ])("%s -> %s is spoken to", async (name, address) => {
      const internet = await smallInternet({ [name]: address });
      await run(internet, name, temporaryDirectory()).phase("waiting");
      expect(internet.received()[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    });

    test.each([
      ["myserver", "10.0.0.9"],
      ["nas.lan", "fd00::7"],
      ["gw.internal", "192.168.7.7"],
      ["split.example.org", "100.101.102.103"],
    ])("%s without a scheme, at %s, is spoken to in plain text", async (name, address) => {
      const internet = await smallInternet({ [name]: address });
      const own = ["--state-dir", temporaryDirectory(), "--key-store", "file"];
      const node = start(internet, ["connect", `${name}:${internet.port}`, "--json", ...own]);
      const { gateway } = await node.phase("waiting");
      expect(gateway?.url).toBe(`ws://${name}:${internet.port}`);
      expect(internet.received()[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    });

    test("a public name without a scheme is asked for TLS; plain text is offered only against advice", async () => {
      const name = "gateway.example.org";
      const internet = await smallInternet({ [name]: "203.0.113.7" });
      const own = ["--state-dir", temporaryDirectory(), "--key-store", "file"];
      const node = start(internet, ["connect", `${name}:${internet.port}`, "--json", ...own]);
      const { reason, detail } = await node.phase("blocked");
      const url = `ws://${name}:${internet.port}`;
      const command = `clawtray run --gateway ${url} --allow-insecure`;
      expect({ reason, detail }).toEqual({ reason: "speaks-plain", detail: { url, command } });
      expect(internet.received().join("")).not.toContain(secret);
    });

    test("ws:// with a name that is public is refused at once, naming TLS and the way against advice", async () => {
      const internet = await smallInternet({ "gateway.example.org": "203.0.113.7" });
      const node = run(internet, "gateway.example.org", temporaryDirectory());
      expect(await node.exited).toBe(2);
      expect(node.stderr).toContain(`Use wss://gateway.example.org:${internet.port}`);
      expect(node.stderr).toContain(
        `clawtray run --gateway ws://gateway.example.org:${internet.port} --allow-insecure`,
      );
      expect(internet.received()).toEqual([]);
    });

    test("an owner who says --allow-insecure is taken at their word", async () => {
      const name = "node.tail1234.ts.net";
      const internet = await smallInternet({ [name]: "203.0.113.7" });
      await run(internet, name, temporaryDirectory(), "--allow-insecure").phase("waiting");
      expect(internet.received()[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    });

    test("a join link at a localhost that is elsewhere is not asked for", async () => {
      const internet = await smallInternet({ localhost: "203.0.113.7" });
      const redeeming = fileURLToPath(new URL("../support/redeeming-process.ts", import.meta.url));
      const link = `http://localhost:${internet.port}/j/abcdefghijklmnopqrstuv`;
      const [command = "", ...words] = [...internet.prefix, process.execPath, redeeming, link];
      // A proxy of the environment would be handed the link as well.
      const env = {
        ...process.env,
        NODE_USE_ENV_PROXY: "1",
        HTTP_PROXY: `http://203.0.113.7:${internet.port}`,
      };
      const said = execFileSync(command, words, {
        encoding: "utf8",
        env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(JSON.parse(said)).toEqual({ ok: false, failure: "join-link-unreachable" });
      expect(internet.received()).toEqual([""]);
    });
  },
);
