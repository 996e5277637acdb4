import { execFileSync } from "node:child_process";
import {
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type ClawtrayNode, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder, type ThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { type Peer, startPeer } from "../../scripts/gateway/peer.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { addFolder } from "../../src/core/folders/add-folder.ts";
import { askNode } from "./ask-node.ts";
import { type Answer, compare } from "./compare.ts";

let gateway: Gateway;
let state: ThrowAwayFolder;
let files: ThrowAwayFolder;
let node: ClawtrayNode;
let deviceId: string;
let peer: Peer;
/** The folder of our node's owner, one of the same content for the gateway's own node, and one that no owner gave. */
let ours: string;
let theirs: string;
let elsewhere: string;
/** Given by our owner, and outside of what the gateway lets nodes read. */
let forbidden: string;

/** Files in the largest folder; with the folder itself as many as a `dir.fetch` may hold. */
const many = 4_999;

function fill(folder: string): void {
  mkdirSync(join(folder, "sub"), { recursive: true });
  writeFileSync(join(folder, "note.txt"), "Grüße\n");
  writeFileSync(join(folder, "data.bin"), Buffer.from(Array.from({ length: 5_000 }, (_, at) => at % 251)));
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "sub", "inner.txt"), "inner");
  symlinkSync("note.txt", join(folder, "link.txt"));
  symlinkSync("sub", join(folder, "link"));
  linkSync(join(folder, "empty"), join(folder, "second-name"));
  const large = join(folder, "many");
  mkdirSync(large);
  for (let at = 0; at < many; at++) writeFileSync(join(large, `file-${at}`), `${at}`);
  // In both folders the same.
  for (const name of readdirSync(folder)) if (!name.startsWith("link")) utimesSync(join(folder, name), 1, 1);
  for (const name of ["link", "link.txt"]) lutimesSync(join(folder, name), 1, 1);
  utimesSync(join(folder, "sub", "inner.txt"), 1, 1);
}

beforeAll(async () => {
  files = makeThrowAwayFolder("files");
  const root = realpathSync(files.path);
  [ours, theirs, elsewhere, forbidden] = ["ours", "theirs", "elsewhere", "forbidden"].map((name) =>
    join(root, name),
  ) as [string, string, string, string];
  for (const folder of [ours, theirs]) fill(folder);
  for (const folder of [elsewhere, forbidden]) {
    mkdirSync(folder);
    writeFileSync(join(folder, "note.txt"), "note");
  }
  const paths = [ours, theirs, elsewhere].flatMap((folder) => [folder, `${folder}/**`]);
  const installed = await installGateway(currentGateway, (line) => console.log(line));
  gateway = await startGateway(installed, {
    filePolicy: { allowReadPaths: paths, allowWritePaths: paths },
  });
  state = makeThrowAwayFolder("node");
  for (const folder of [ours, forbidden])
    expect(await addFolder(state.path, folder, true)).toMatchObject({ ok: true });
  const peerStarts = startPeer(installed, gateway);
  peerStarts.catch(() => {}); // awaited below; until then a failure is nobody's
  node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: state.path,
    keyStore: "file",
    sharedToken: gateway.token,
  });
  deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId, 60_000);
  peer = await peerStarts;
  // The policy is loaded by the first call, which may then come too late.
  await askNode(gateway.admin, deviceId, "file.stat", { path: join(ours, "note.txt") });
});

afterAll(async () => {
  await node?.stop();
  await peer?.dispose();
  await gateway?.dispose();
  await state?.remove();
  await files?.remove();
});

const OTHER_WORDS = "message is other text";
const OTHER_TAR = ["tarBase64 is other text", "tarBytes is other text", "sha256 is other text"];

interface Case {
  readonly what: string;
  readonly command: string;
  /** Within the folder of each node. */
  readonly path: string;
  readonly more?: object;
  /** The code of our refusal, or null where we do what was asked. */
  readonly refusal: string | null;
  /** Every difference from what `openclaw node run` answers; none when omitted. */
  readonly differs?: readonly string[];
}

const write = { contentBase64: Buffer.from("hi").toString("base64") };
const cases: readonly Case[] = [
  { what: "a text", command: "file.fetch", path: "note.txt", refusal: null },
  { what: "bytes", command: "file.fetch", path: "data.bin", refusal: null },
  // We look a file up in one step, and can say only what the system said.
  {
    what: "what is not there",
    command: "file.fetch",
    path: "missing",
    refusal: "NOT_FOUND",
    differs: [OTHER_WORDS],
  },
  { what: "a folder", command: "file.fetch", path: "sub", refusal: "IS_DIRECTORY" },
  // No setting of the gateway lets our node follow a link, so its words name none; the real path is not told.
  {
    what: "a link",
    command: "file.fetch",
    path: "link.txt",
    refusal: "SYMLINK_REDIRECT",
    differs: [OTHER_WORDS, "canonicalPath is other text"],
  },
  {
    what: "a file behind a linked folder",
    command: "file.fetch",
    path: "link/inner.txt",
    refusal: "SYMLINK_REDIRECT",
    differs: [OTHER_WORDS, "canonicalPath is other text"],
  },
  {
    what: "a file with two names",
    command: "file.fetch",
    path: "empty",
    refusal: "HARDLINK_TARGET_DENIED",
    differs: ["code is other text", OTHER_WORDS],
  },
  {
    what: "more than was asked for",
    command: "file.fetch",
    path: "data.bin",
    more: { maxBytes: 100 },
    refusal: "FILE_TOO_LARGE",
  },
  { what: "a file's facts", command: "file.stat", path: "note.txt", refusal: null },
  { what: "a folder's facts", command: "file.stat", path: "sub", refusal: null },
  {
    what: "facts of what is not there",
    command: "file.stat",
    path: "missing",
    refusal: "NOT_FOUND",
    differs: [OTHER_WORDS],
  },
  { what: "a list", command: "dir.list", path: "sub", refusal: null },
  { what: "a page of a list", command: "dir.list", path: "", more: { maxEntries: 3 }, refusal: null },
  {
    what: "the next page",
    command: "dir.list",
    path: "",
    more: { maxEntries: 3, pageToken: "3" },
    refusal: null,
  },
  { what: "a list of a file", command: "dir.list", path: "note.txt", refusal: "IS_FILE" },
  { what: "a list of what is not there", command: "dir.list", path: "missing", refusal: "NOT_FOUND" },
  // Another program wrote the archive; what is in it is compared below.
  { what: "a folder whole", command: "dir.fetch", path: "sub", refusal: null, differs: OTHER_TAR },
  { what: "a file as a folder", command: "dir.fetch", path: "note.txt", refusal: "IS_FILE" },
  { what: "a new file", command: "file.write", path: "new.txt", more: write, refusal: null },
  {
    what: "a file that exists",
    command: "file.write",
    path: "new.txt",
    more: write,
    refusal: "EXISTS_NO_OVERWRITE",
  },
  {
    what: "a file to be replaced",
    command: "file.write",
    path: "new.txt",
    more: { ...write, overwrite: true },
    refusal: null,
  },
  {
    what: "a file in a folder that is not there",
    command: "file.write",
    path: "a/b.txt",
    more: write,
    refusal: "PARENT_NOT_FOUND",
  },
  {
    what: "a file with its folder",
    command: "file.write",
    path: "a/b.txt",
    more: { ...write, createParents: true },
    refusal: null,
  },
  {
    what: "through a link",
    command: "file.write",
    path: "link.txt",
    more: { ...write, overwrite: true },
    refusal: "SYMLINK_REDIRECT",
    differs: [OTHER_WORDS, "canonicalPath is other text"],
  },
  {
    what: "over a folder",
    command: "file.write",
    path: "sub",
    more: { ...write, overwrite: true },
    refusal: "IS_DIRECTORY",
    differs: [OTHER_WORDS],
  },
  {
    what: "bytes other than announced",
    command: "file.write",
    path: "x.txt",
    more: { ...write, expectedSha256: "0".repeat(64) },
    refusal: "INTEGRITY_FAILURE",
  },
];

/** With the folder left out of every text, and without what no two files share. */
function comparable(answer: Answer, folder: string): Answer {
  const text = JSON.stringify(answer).replaceAll(folder, "FOLDER");
  return JSON.parse(text, (key, value) => (key === "inode" ? "INODE" : value));
}

/** The code of a refusal that came as a payload. */
const codeOf = (answer: Answer): string | null =>
  (answer as { payload?: { code?: string } }).payload?.code ?? null;

// In their order: some write what later ones find.
test.for(cases)(
  "$command, $what: as openclaw node run answers it",
  async ({ command, path, more, refusal, differs = [] }) => {
    const ask = async (id: string, folder: string) =>
      comparable(await askNode(gateway.admin, id, command, { path: join(folder, path), ...more }), folder);
    const here = await ask(deviceId, ours);
    const there = await ask(peer.deviceId, theirs);
    expect(here.kind).toBe("payload");
    expect(codeOf(here)).toBe(refusal);
    expect(compare(here, there)).toEqual(differs);
  },
);

test("a file with two names is not written, where openclaw node run changes both", async () => {
  const overwrite = { ...write, overwrite: true };
  const ask = (id: string, folder: string) =>
    askNode(gateway.admin, id, "file.write", { path: join(folder, "second-name"), ...overwrite });
  expect(codeOf(await ask(deviceId, ours))).toBe("HARDLINK_TARGET_DENIED");
  expect(readFileSync(join(ours, "empty"), "utf8")).toBe("");
  expect(codeOf(await ask(peer.deviceId, theirs))).toBe(null);
});

test("the gateway's policy and the owner's folders must both allow it", async () => {
  const fetch = (id: string, path: string) => askNode(gateway.admin, id, "file.fetch", { path });
  // The gateway lets it, the owner does not.
  expect(codeOf(await fetch(deviceId, join(elsewhere, "note.txt")))).toBe("PERMISSION_DENIED");
  expect(await fetch(peer.deviceId, join(elsewhere, "note.txt"))).toMatchObject({ payload: { ok: true } });
  // The owner lets it, the gateway does not: neither node is asked.
  for (const id of [deviceId, peer.deviceId])
    expect(await fetch(id, join(forbidden, "note.txt"))).toMatchObject({
      kind: "refusal",
      message: expect.stringContaining("POLICY_DENIED"),
    });
});

test("a folder with 5,000 entries comes whole, from both", async () => {
  for (const [id, folder] of [
    [deviceId, ours],
    [peer.deviceId, theirs],
  ] as const) {
    const answer = await askNode(gateway.admin, id, "dir.fetch", { path: join(folder, "many") }, 60_000);
    const { tarBase64 = "", fileCount } = (answer as { payload: { tarBase64?: string; fileCount?: number } })
      .payload;
    expect(fileCount).toBe(many);
    const listed = execFileSync("tar", ["-tz"], {
      input: Buffer.from(tarBase64, "base64"),
      encoding: "utf8",
    });
    expect(listed.match(/file-\d+$/gm)).toHaveLength(many);
  }
});
