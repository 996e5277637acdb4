import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listConnections } from "../../src/core/connections/list.ts";
import { defaultExecLimits } from "../../src/core/exec/exec-setup.ts";
import { openVault } from "../../src/core/vault/open.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { program } from "./cli-process.ts";
import type { ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";
import { clawtray, end, friendlyGateway, pairedConnections, phaseOf } from "./several.ts";

const slow = { timeout: 120_000 };

/** Two paired connections, "" and "work", with these gateways; none is running. */
async function twoOf(options: readonly [ScriptedGatewayOptions, ScriptedGatewayOptions] = [{}, {}]) {
  const [home, work] = [await friendlyGateway(options[0]), await friendlyGateway(options[1])];
  const { stateDir, ids } = await pairedConnections([
    { name: "", gateway: home },
    { name: "work", gateway: work },
  ]);
  const names = listConnections(stateDir).map(({ name }) => name);
  const folders = listConnections(stateDir).map((connection) => connection.stateDir);
  return { stateDir, ids, home, work, names, folders };
}

/** `clawtray approvals`, for both connections. */
async function rules(stateDir: string, names: readonly string[], ...words: readonly string[]): Promise<void> {
  for (const name of names) {
    const command = clawtray(stateDir, ["approvals", ...words, "--connection", name]);
    expect(await command.exited, command.stderr).toBe(0);
  }
}

async function running(stateDir: string, environment: Readonly<Record<string, string>> = {}) {
  const node = clawtray(stateDir, ["run", "--json"], environment);
  await phaseOf(node, "connected", ...listConnections(stateDir).map(({ name }) => name));
  return node;
}

const runs = (gateway: ScriptedGateway, ...command: readonly string[]) =>
  gateway.invoke("system.run", { command, agentId: "main" }, { timeoutMs: 60_000 }).result;

describe.skipIf(process.platform === "win32")("what one gateway is allowed or told", slow, () => {
  test("its skills' programs are no other's", async () => {
    const skills = (...bins: readonly string[]) => ({ methods: { "skills.bins": () => ({ bins }) } });
    const { stateDir, names, home, work } = await twoOf([skills("uname"), skills("hostname")]);
    await rules(
      stateDir,
      names,
      "set",
      "--security",
      "allowlist",
      "--ask",
      "off",
      "--auto-allow-skills",
      "on",
    );
    const node = await running(stateDir);
    expect(await runs(home, "uname")).toMatchObject({ ok: true });
    expect(await runs(work, "hostname")).toMatchObject({ ok: true });
    expect(await runs(home, "hostname")).toMatchObject({ ok: false });
    expect(await runs(work, "uname")).toMatchObject({ ok: false });
    await end(node);
  });

  test("its rules are neither shown to another nor changed by it", async () => {
    const { stateDir, names, folders, home, work } = await twoOf();
    await rules(stateDir, [names[0] ?? ""], "allow", "recognisable-program");
    await rules(stateDir, ["work"], "set", "--remote-may-loosen", "on");
    const file = join(folders[0] ?? "", "exec-approvals.json");
    const before = readFileSync(file, "utf8");
    const node = await running(stateDir);
    const got = (await work.invoke("system.execApprovals.get", {}).result) as {
      payload: { hash: string; file: object };
    };
    expect(JSON.stringify(got)).not.toContain("recognisable-program");
    expect(JSON.stringify(await home.invoke("system.execApprovals.get", {}).result)).toContain(
      "recognisable-program",
    );
    const opened = { ...got.payload.file, defaults: { security: "full", ask: "off" } };
    const set = { file: opened, baseHash: got.payload.hash };
    expect(await work.invoke("system.execApprovals.set", set).result).toMatchObject({ ok: true });
    expect(await runs(work, "uname")).toMatchObject({ ok: true });
    expect(await runs(home, "uname")).toMatchObject({ ok: false });
    expect(readFileSync(file, "utf8")).toBe(before);
    await end(node);
  });

  test("its tokens are sent to no other, nor found in another's folder", async () => {
    const { stateDir, ids, folders, home, work } = await twoOf();
    const node = await running(stateDir);
    await end(node);
    const tokenTo = ({ attempts }: ScriptedGateway): string => {
      const params = attempts.at(-1)?.params as
        | { auth?: { token?: string; deviceToken?: string } }
        | undefined;
      return params?.auth?.deviceToken ?? params?.auth?.token ?? "";
    };
    const [ofHome, ofWork] = [tokenTo(home), tokenTo(work)];
    expect([ofHome.length, ofWork.length].every((length) => length > 20)).toBe(true);
    expect(JSON.stringify(work.attempts)).not.toContain(ofHome);
    expect(JSON.stringify(home.attempts)).not.toContain(ofWork);
    expect(JSON.stringify(work.attempts)).not.toContain(ids[0]);
    const [keysOfHome, keysOfWork] = folders.map((folder) => readFileSync(join(folder, "keys.json"), "utf8"));
    expect([keysOfHome?.includes(ofHome), keysOfHome?.includes(ofWork)]).toEqual([true, false]);
    expect([keysOfWork?.includes(ofHome), keysOfWork?.includes(ofWork)]).toEqual([false, true]);
  });

  test("its headers are another's neither, even for the same address", async () => {
    const { folders } = await twoOf();
    const url = "wss://gateway.example.org";
    const [first, second] = folders.map((stateDir) => openVault({ kind: "file", stateDir }));
    if (first?.ok !== true || second?.ok !== true) throw new Error("the vaults can be opened");
    const headers = [{ name: "X-Edge-Secret", value: "recognisable-header" }];
    expect((await first.value.vault.writeEdgeHeaders(url, headers)).ok).toBe(true);
    expect(await first.value.vault.readEdgeHeaders(url)).toEqual({ ok: true, value: headers });
    expect(await second.value.vault.readEdgeHeaders(url)).toEqual({ ok: true, value: [] });
  });

  test("a command from one gateway changes the rules of no connection, whichever process serves it", async () => {
    const { stateDir, folders, work } = await twoOf();
    await rules(stateDir, ["work"], "set", "--security", "full", "--ask", "off");
    const node = clawtray(stateDir, ["run", "--json", "--connection", "work"]);
    await node.phase("connected");
    // Without the mark that its own node gives it, and for a connection that no process has.
    const script = join(temporaryDirectory(), "change");
    const words = `approvals set --security full --state-dir "${stateDir}"`;
    writeFileSync(script, `exec env -i "${process.execPath}" "${program}" ${words}\n`);
    const answer = await runs(work, "sh", script);
    expect(answer).toMatchObject({
      payload: { exitCode: 1, stderr: expect.stringContaining("own terminal") },
    });
    const first = join(folders[0] ?? "", "exec-approvals.json");
    expect(existsSync(first) ? readFileSync(first, "utf8") : "").not.toContain('"full"');
    await end(node);
  });
});

describe.skipIf(process.platform !== "linux")("what one gateway uses up", slow, () => {
  test("as many programs as may run: another's still run at once", async () => {
    const { stateDir, names, home, work } = await twoOf();
    await rules(stateDir, names, "set", "--security", "full", "--ask", "off");
    const node = await running(stateDir);
    const folder = temporaryDirectory();
    const wait = (name: string) =>
      runs(home, "sh", "-c", `echo x > '${folder}/${name}'; until [ -e '${folder}/go' ]; do sleep 0.1; done`);
    const all = Array.from({ length: defaultExecLimits.running }, (_, index) => wait(`${index}`));
    for (const index of all.keys()) await eventually(() => readFileSync(join(folder, `${index}`)));
    const more = wait("more");
    for (let round = 0; round < 3; round += 1)
      expect(await runs(work, "echo", "here")).toMatchObject({ payload: { stdout: "here\n" } });
    expect(existsSync(join(folder, "more"))).toBe(false);
    writeFileSync(join(folder, "go"), "");
    for (const result of await Promise.all(all)) expect(result).toMatchObject({ ok: true });
    await more;
    await end(node);
  });

  test("as many notifications as a minute has: another's is still shown", async () => {
    const folder = temporaryDirectory();
    const shown = join(folder, "shown");
    writeFileSync(
      join(folder, "notify-send"),
      `#!/bin/sh\nfor last; do :; done\necho "$last" >> '${shown}'\n`,
    );
    chmodSync(join(folder, "notify-send"), 0o755);
    const { stateDir, home, work } = await twoOf();
    const node = await running(stateDir, {
      PATH: `${folder}:${process.env.PATH}`,
      DISPLAY: ":7",
      DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent",
    });
    const notify = (gateway: ScriptedGateway, body: string) =>
      gateway.invoke("system.notify", { title: "t", body }).result;
    await Promise.all([home, work].map((gateway) => gateway.until(() => gateway.nodes().length === 1)));
    let refused = 0;
    for (let sent = 0; sent < 25; sent += 1)
      if (!((await notify(home, `home ${sent}`)) as { ok: boolean }).ok) refused += 1;
    expect(refused).toBe(5);
    expect(await notify(work, "work")).toMatchObject({ ok: true });
    expect(readFileSync(shown, "utf8").trimEnd().split("\n").at(-1)).toBe("work");
    await end(node);
  });
});
