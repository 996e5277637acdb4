import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Cage } from "../../../src/core/exec/process/cage/cage.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { silentLogger } from "../../../src/core/log/log.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { superviseServer } from "../../../src/core/tools/tool-server.ts";
import { success } from "../../../src/shared/result.ts";
import { createCagedWorld } from "../hostile/caged.ts";

/** A server that needs nothing but a shell: `read` says what a file holds, `write` writes one. */
const SERVER = String.raw`
while read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":\([0-9]*\).*/\1/p')
  path=$(printf '%s' "$line" | sed -n 's/.*"path":"\([^"]*\)".*/\1/p')
  answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$1"; }
  say() { answer '{"content":[{"type":"text","text":"'"$(tr -d '"\\\n')"'"}]}'; }
  case "$line" in
    *'"initialize"'*) answer '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}' ;;
    *'"tools/list"'*) answer '{"tools":[{"name":"read","inputSchema":{"type":"object"}},{"name":"write","inputSchema":{"type":"object"}}]}' ;;
    *'"name":"read"'*) cat "$path" 2>&1 | say ;;
    *'"name":"write"'*) { echo written > "$path" && echo done; } 2>&1 | say ;;
  esac
done
`;

const SECRET = "recognisable-secret-5be2";
const linux = process.platform === "linux";

let world: Awaited<ReturnType<typeof createCagedWorld>>;

beforeAll(async () => {
  if (!linux) return;
  world = await createCagedWorld();
  for (const path of hidden()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, SECRET);
  }
  writeFileSync(join(world.home, "notes.txt"), "ordinary notes");
  writeFileSync(join(world.home, "server.sh"), SERVER);
});

afterAll(() => world?.dispose());

const hidden = () => [
  join(world.home, ".ssh", "id_ed25519"),
  join(world.home, ".config", "other-program", "token"),
  join(world.home, "Mail", "inbox"),
  join(world.state, "keys.json"),
];

/** What its tools answer, contained as its owner wants that. */
async function started(contained: { readonly network: boolean } | null, cage: Cage | null = world.cage) {
  const { home } = world;
  const environment = createProgramEnvironment({ PATH: "/usr/bin:/bin", HOME: home }, process.platform);
  const server = superviseServer(
    {
      name: "shell",
      command: "/bin/sh",
      args: [join(home, "server.sh")],
      env: [],
      secrets: null,
      contained,
      tools: [],
    },
    {
      clock: systemClock,
      log: silentLogger,
      appVersion: "0.0.0",
      platform: process.platform,
      home,
      programs: async () => environment,
      cage: async () => cage,
      variables: async () => success({}),
    },
    () => {},
  );
  onTestFinished(() => server.close());
  await server.ready();
  return async (tool: string, path: string): Promise<string> => {
    const { content } = await server.call(tool, { path }, new AbortController().signal);
    return String(content[0]?.text);
  };
}

describe.skipIf(!linux)("a server of tools in the cage (Linux alone has one that can be tried)", () => {
  test("reads what is ordinary, and nothing that is hidden", async () => {
    const call = await started({ network: false });
    expect(await call("read", join(world.home, "notes.txt"))).toBe("ordinary notes");
    for (const path of hidden())
      expect(await call("read", path), path).toMatch(/No such file|Permission denied/);
  });

  test("changes nothing", async () => {
    const call = await started({ network: false });
    const path = join(world.home, "made-inside");
    expect(await call("write", path)).toMatch(/Read-only file system/);
    expect(existsSync(path)).toBe(false);
  });

  test("that nothing contains reads and writes all of it", async () => {
    const call = await started(null);
    for (const path of hidden()) expect(await call("read", path), path).toBe(SECRET);
    expect(await call("write", join(world.home, "made-outside"))).toBe("done");
  });

  test("is not started where there is no cage", async () => {
    const refused = { reason: { code: "no-cage" } };
    await expect(started({ network: false }, null)).rejects.toMatchObject(refused);
  });
});
