import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { exitCode } from "../../src/cli/exit-code.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

/** A newer version was here before: it is said, and what it wrote stays as it is, whatever is started. */
const token = "recognisable-newer-token-8c1e";

const newer: Readonly<Record<string, (text: string) => string>> = {
  "settings.json": (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 3'),
  "exec-approvals.json": (text) => text.replace('"version": 1', '"version": 2'),
  "folder.json": (text) => text.replace('"version": 1', '"version": 2'),
  "keys.json": (text) => text.replace('"version": 1', '"version": 2'),
};

/** Every entry, and what it needs of the files: those it must name, when they are newer. */
const entries: readonly { readonly words: readonly string[]; readonly needs: readonly string[] }[] = [
  { words: ["run", "--exit-when-blocked"], needs: ["settings.json", "folder.json", "keys.json"] },
  { words: ["status"], needs: [] },
  { words: ["identity"], needs: ["settings.json", "folder.json", "keys.json"] },
  { words: ["approvals"], needs: ["exec-approvals.json"] },
  { words: ["approvals", "allow", "ls"], needs: ["exec-approvals.json"] },
  { words: ["approvals", "set", "--security", "full", "--ask", "off"], needs: ["exec-approvals.json"] },
  { words: ["capabilities"], needs: ["settings.json"] },
  { words: ["capabilities", "off", "camera"], needs: ["settings.json"] },
  { words: ["pause"], needs: ["settings.json"] },
  { words: ["resume"], needs: ["settings.json"] },
  { words: ["activity"], needs: [] },
  { words: ["doctor"], needs: Object.keys(newer) },
  { words: ["service", "install", "--root", "ROOT"], needs: ["settings.json"] },
  { words: ["forget", "--yes"], needs: ["settings.json", "folder.json", "keys.json"] },
];

/** The folder of a node that was connected, and was given a rule. */
async function usedFolder(): Promise<string> {
  const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  const folder = join(temporaryDirectory(), "state");
  const place = ["--state-dir", folder, "--key-store", "file"];
  const node = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place], {
    OPENCLAW_GATEWAY_TOKEN: token,
  });
  await node.phase("connected");
  const rule = new CliProcess(["approvals", "allow", "git", ...place]);
  expect(await rule.exited, rule.stderr).toBe(0);
  node.child.kill("SIGTERM");
  await node.exited;
  return folder;
}

const text = (path: string): string | null => (existsSync(path) ? readFileSync(path, "utf8") : null);

describe("an older version that meets a newer file", () => {
  test.each(Object.entries(newer))(
    "%s: names it where it needs it, and changes it nowhere",
    async (name, edit) => {
      const used = await usedFolder();
      const wrong: string[] = [];
      for (const { words, needs } of entries) {
        const root = temporaryDirectory();
        const folder = join(root, "state");
        cpSync(used, folder, { recursive: true });
        const record = (text(join(folder, "folder.json")) ?? "").replace(used, folder);
        writeFileSync(join(folder, "folder.json"), record);
        const before = edit(readFileSync(join(folder, name), "utf8"));
        expect(before).not.toBe(readFileSync(join(used, name), "utf8"));
        for (const path of [name, `${name}.last-good`])
          if (existsSync(join(folder, path))) writeFileSync(join(folder, path), before);
        const started = new CliProcess([
          ...words.map((word) => (word === "ROOT" ? root : word)),
          "--state-dir",
          folder,
          "--key-store",
          "file",
        ]);
        // With newer rules the node itself runs, and runs nothing: it waits for its gateway until it is ended.
        if (words[0] === "run" && name === "exec-approvals.json") {
          await started.until(() =>
            /exec-approvals\.json.*nothing runs/.test(started.stdout + started.stderr),
          );
          started.child.kill("SIGTERM");
        }
        const code = await started.exited;
        const said = started.stdout + started.stderr;
        const what = words.join(" ");
        if (text(join(folder, name)) !== before) wrong.push(`${what}: changed it`);
        if (readdirSync(folder).some((one) => one.startsWith(`${name}.broken`)))
          wrong.push(`${what}: put it aside`);
        if (needs.includes(name) && !/newer version/.test(said)) wrong.push(`${what}: said ${said}`);
        if (needs.includes(name) && code === exitCode.ok && what !== "approvals")
          wrong.push(`${what}: ended with 0`);
        expect(said).not.toContain(token);
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  test("the activity log: a node says so and runs what is asked, and nothing writes or clears it", async () => {
    const folder = await usedFolder();
    const file = join(folder, "activity.jsonl");
    const before = '{"layout":2,"what":"of another shape"}\n';
    writeFileSync(file, before, { mode: 0o600 });
    const place = ["--state-dir", folder, "--key-store", "file"];
    for (const words of [["activity"], ["activity", "--clear", "--yes"], ["activity", "--json"]]) {
      const asked = new CliProcess([...words, ...place]);
      expect(await asked.exited, words.join(" ")).toBe(exitCode.blocked);
      expect(asked.stderr).toMatch(/activity\.jsonl was written by a newer version.*stays as it is/);
    }
    const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
    onTestFinished(() => gateway.close());
    const words = ["run", "--json", "--gateway", gateway.url, "--allow-another-gateway", ...place];
    const node = new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: token });
    const state = await node.phase("connected");
    expect(state.warnings).toContain("activity-newer");
    const ran = gateway.invoke("system.run", { command: ["git", "--version"], agentId: "main" });
    expect(await ran.result).toMatchObject({ ok: true });
    node.child.kill("SIGTERM");
    await node.exited;
    expect(text(file)).toBe(before);
    expect(readdirSync(folder).filter((name) => name.startsWith("activity"))).toEqual(["activity.jsonl"]);
  });

  test("an entry inside a key file of today: forget and identity say so, and change nothing", async () => {
    const folder = await usedFolder();
    const file = join(folder, "keys.json");
    const before = readFileSync(file, "utf8");
    const kinds = ["identity", "gateway-credential"];
    const edited = kinds.map((kind) =>
      before.replace(
        `\\"clawtray\\":\\"${kind}\\",\\"version\\":1`,
        `\\"clawtray\\":\\"${kind}\\",\\"version\\":2`,
      ),
    );
    for (const [index, newerEntry] of edited.entries()) {
      expect(newerEntry).not.toBe(before);
      writeFileSync(file, newerEntry);
      const settings = text(join(folder, "settings.json"));
      for (const words of [["forget", "--yes"], ...(index === 0 ? [["identity"]] : [])]) {
        const started = new CliProcess([...words, "--state-dir", folder, "--key-store", "file"]);
        expect(await started.exited, words[0]).toBe(exitCode.blocked);
        expect(started.stderr).toMatch(/keys\.json was written by a newer version.*Update Clawtray/);
        expect([text(file), text(join(folder, "settings.json"))]).toEqual([newerEntry, settings]);
      }
    }
    // What is only damaged is what forgetting is for; the identity is not claimed to be there.
    writeFileSync(file, before.replace('\\"clawtray\\":\\"identity\\"', '\\"clawtray\\":\\"other\\"'));
    const asked = new CliProcess(["identity", "--state-dir", folder, "--key-store", "file"]);
    expect(await asked.exited).toBe(exitCode.blocked);
    const forgotten = new CliProcess(["forget", "--yes", "--state-dir", folder, "--key-store", "file"]);
    expect(await forgotten.exited, forgotten.stderr).toBe(exitCode.ok);
    expect(existsSync(file)).toBe(false);
  });
});
