import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** `npm start` where Electron is not there yet; what comes after the build. */
const repository = resolve(import.meta.dirname, "../..");

interface Said {
  readonly code: number | null;
  readonly stderr: string;
}

function start(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Said> {
  const { WAYLAND_DISPLAY: _wayland, ...inherited } = process.env;
  const place = ["--key-store", "file", "--state-dir", temporaryDirectory()];
  const env = {
    ...inherited,
    DISPLAY: ":0",
    // No Electron of this machine, and no cache that might hold one.
    ELECTRON_OVERRIDE_DIST_PATH: temporaryDirectory(),
    electron_config_cache: temporaryDirectory(),
    ...environment,
  };
  return new Promise((done) => {
    const program = join(repository, "scripts", "start.ts");
    const child = execFile(
      process.execPath,
      [program, ...words, ...place],
      { env, timeout: 60_000 },
      (_error, _out, stderr) => done({ code: child.exitCode, stderr }),
    );
    child.stdin?.end();
  });
}

/** The node in the terminal, which nobody told of a gateway. */
const nodeInstead =
  /Running the node in this terminal instead \(clawtray run\)\.\nclawtray: No gateway is known/;

test("without somebody to ask, a missing Electron is named and not fetched", async () => {
  const said = await start([], { ELECTRON_MIRROR: "http://127.0.0.1:1/" });
  expect(said.stderr).toContain("npm start -- --yes");
  expect(said.stderr).not.toContain("could not be fetched");
  expect(said.stderr).toMatch(nodeInstead);
  expect(said.code).toBe(2);
});

test("where Electron cannot be fetched, it is said why and what to do, and the node runs in the terminal", async () => {
  const mirror = `http://127.0.0.1:${await findFreePort()}/`;
  const { stderr } = await start(["--yes"], { ELECTRON_MIRROR: mirror });
  expect(stderr).toContain(
    `Electron could not be fetched: ${mirror}, where it comes from, cannot be reached`,
  );
  expect(stderr).toMatch(/HTTPS_PROXY=.* ELECTRON_MIRROR=.* ELECTRON_OVERRIDE_DIST_PATH=/);
  expect(stderr).toMatch(nodeInstead);
});

test("its progress is shown, and a file that is not what Electron's authors published is refused", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-length": 4_000_000 });
    for (let part = 0; part < 4; part += 1) response.write(Buffer.alloc(1_000_000));
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { stderr } = await start(["--yes"], { ELECTRON_MIRROR: mirror });
  expect(stderr).toMatch(/^Fetching Electron: 100 % \(4 MB\)$/m);
  expect(stderr).toContain("what was fetched is not Electron as its authors published it");
});

test("without a display Electron is not asked about", async () => {
  const { stderr } = await start(["--yes"], { DISPLAY: "" });
  expect(stderr).toContain("There is no display here.");
  expect(stderr).not.toContain("Electron,");
  expect(stderr).toMatch(nodeInstead);
});
