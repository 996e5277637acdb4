import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { addFolder } from "../../src/core/folders/add-folder.ts";
import { changeFolderList } from "../../src/core/folders/folder-list.ts";
import { createTrash } from "../../src/core/folders/trash.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

test("a folder that is listed while the node runs is declared, used and withdrawn", async () => {
  const [stateDir, place] = [temporaryDirectory(), temporaryDirectory()];
  const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  /** What the newest connection declared; null while it has not said so. */
  const declared = () =>
    (gateway.attempts.at(-1)?.params as { commands?: readonly string[] } | null)?.commands ?? null;
  const words = ["run", "--gateway", gateway.url, "--key-store", "file", "--state-dir", stateDir, "--json"];
  const node = new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: "shared-token" });
  await node.phase("connected");
  expect(declared()?.filter((name) => /^(file|dir|fs)\./.test(name))).toEqual([]);

  await addFolder(stateDir, place, true);
  await gateway.until(() => gateway.nodes().some(({ surface }) => surface.includes("file.write")));
  const path = join(place, "x.txt");
  writeFileSync(path, "before");
  const params = { path, contentBase64: Buffer.from("after").toString("base64"), overwrite: true };
  const first = await gateway.invoke("file.write", { ...params, preflightOnly: true }).result;
  expect(first).toMatchObject({ payload: { ok: true, binding: { kind: "write", anchorPath: place } } });
  const { binding } = (first as { payload: { binding: object } }).payload;
  const bound = { ...params, expectedCanonicalPath: path, expectedBinding: binding };
  const written = await gateway.invoke("file.write", bound).result;
  expect(written).toMatchObject({ payload: { ok: true, overwritten: true } });
  expect(readFileSync(path, "utf8")).toBe("after");
  expect(createTrash(stateDir, Date.now).list()).toMatchObject([{ path, size: 6 }]);

  await changeFolderList(stateDir, () => []);
  await gateway.until(() => declared()?.includes("file.write") === false && gateway.nodes().length === 1);
  // Whoever sends it all the same is refused.
  const refused = await gateway.invoke("file.fetch", { path }, { force: true }).result;
  expect(refused).toMatchObject({ payload: { ok: false, code: "PERMISSION_DENIED" } });
});
