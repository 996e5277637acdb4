import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addConnection } from "../../src/core/connections/change.ts";
import { withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import { createApprovalsStore } from "../../src/core/exec/policy/store.ts";
import { furtherFolders } from "../../src/core/settings/connection-folders.ts";
import { makeOwnedFolders } from "../support/owned-folders.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import type { ScriptedGateway } from "./gateway.ts";
import { clawtray, end, friendlyGateway, pairedConnections } from "./several.ts";

const python = "/usr/bin/python3";
const furtherNames = ["work", "club"];

/** Where a state folder lies: among the settings of its owner, or inside the very folder that a program is granted. */
const places = [
  ["home", ".config/clawtray"],
  ["work", "state"],
] as const;

/**
 * Looks for every folder and file it is told of, by its name and by the names under which other processes see it,
 * reads and writes there, and calls whoever listens; prints what it got, and at last that it came to its end.
 */
const burglar = (folders: readonly string[], files: readonly string[]): string => `
import os, socket
folders, files = ${JSON.stringify(folders)}, ${JSON.stringify(files)}
def attempt(what, path, act):
    try: got = act(path)
    except OSError: return
    # Where a state folder lies inside a granted one, an empty folder lies over it.
    if got != []: print("GOT", what, path, got)
def write(path):
    with open(path, "w") as file: return file.write("BURGLED")
def call(path):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        line.connect(path)
        return line.recv(99)
roots = [""] + ["/proc/" + name + "/root" for name in os.listdir("/proc") if name.isdigit() or name == "self"]
for root in roots:
    for folder in folders:
        attempt("folder", root + folder, os.listdir)
        attempt("new file", root + folder + "/burgled", write)
        attempt("new connection", root + folder + "/connections/burgling", os.makedirs)
        attempt("moved", root + folder, lambda path: os.rename(path, path + "-burgled"))
    for file in files:
        attempt("file", root + file, lambda path: open(path, "rb").read(20))
        attempt("overwritten", root + file, write)
        attempt("link", root + file, lambda path: os.link(path, "burgled-" + os.path.basename(path)))
        if file.endswith(".sock"): attempt("call", root + file, call)
print("END")`;

/** Every file below a folder, without those that stand for the moment of a write. */
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !/\.tmp|\.lock/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));

/** Three connections, each with python on its owner's list, running in one process. */
async function threeConnections(where: "home" | "work", name: string) {
  const owned = makeOwnedFolders(temporaryDirectory());
  const { home, work } = owned;
  const gateways = [await friendlyGateway(), await friendlyGateway(), await friendlyGateway()] as const;
  const planned = ["", ...furtherNames].map((name, index) => ({
    name,
    gateway: gateways[index] ?? gateways[0],
  }));
  const { stateDir } = await pairedConnections(planned, join(owned[where], name));
  for (const folder of [stateDir, ...furtherFolders(stateDir)])
    await createApprovalsStore(folder).change((file) => withEntries(file, "main", [{ pattern: python }]));
  return { home, work, gateways, stateDir };
}

const untilConnected = (gateways: readonly ScriptedGateway[], count: number) =>
  expect.poll(() => gateways.filter((gateway) => gateway.nodes().length === 1).length).toBe(count);

/** As a file: a command that names the state folder is asked about. */
function burgle(gateway: ScriptedGateway, cwd: string, folders: readonly string[], files: readonly string[]) {
  writeFileSync(join(cwd, "burglar.py"), burglar(folders, files));
  return gateway.invoke("system.run", { command: [python, "burglar.py"], agentId: "main", cwd }).result;
}

describe.skipIf(process.platform !== "linux")("a program contained for one of several connections", () => {
  test.each(places)(
    "reaches nothing of any connection, its own and those added meanwhile included, in its %s folder's %s",
    { timeout: 120_000 },
    async (where, name) => {
      const { home, work, gateways, stateDir } = await threeConnections(where, name);
      // All of them in one process, and then each alone, as a service of one connection runs it.
      const served = [[], ...furtherNames.map((name) => ["--connection", name])];
      for (const words of served) {
        const node = clawtray(stateDir, ["run", "--json", ...words], { HOME: home });
        await node.phase("connected");
        await untilConnected(gateways, words.length === 0 ? 3 : 1);
        if (words.length === 0) await addConnection(stateDir, "added meanwhile");
        for (const gateway of gateways.filter((each) => each.nodes().length === 1)) {
          const folders = [stateDir, ...furtherFolders(stateDir)];
          expect(folders).toHaveLength(4);
          const files = filesBelow(stateDir);
          for (const kind of [/keys\.json$/, /settings\.json$/, /\.sock$/])
            expect(files.filter((path) => kind.test(path)).length).toBeGreaterThan(
              words.length === 0 ? 2 : 0,
            );
          const result = await burgle(gateway, work, folders, files);
          expect(result).toMatchObject({ ok: true, payload: { exitCode: 0, stdout: "END\n", stderr: "" } });
          const texts = files
            .filter((path) => !path.endsWith(".sock"))
            .map((path) => readFileSync(path, "utf8"));
          expect(texts.filter((text) => text.includes("BURGLED"))).toEqual([]);
          expect(filesBelow(stateDir).filter((path) => path.includes("burgled"))).toEqual([]);
        }
        await end(node);
      }
    },
  );
});
