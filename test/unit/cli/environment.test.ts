import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeSharedCredential } from "../../../src/cli/environment.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("a credential of the service manager is taken, and its folder told to nobody", () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, "openclaw-gateway-token"), "from-systemd\n");
  const environment: NodeJS.ProcessEnv = { CREDENTIALS_DIRECTORY: folder, HOME: "/x" };
  expect(takeSharedCredential(environment)).toEqual({
    ok: true,
    value: { kind: "token", token: "from-systemd" },
  });
  expect(environment).toEqual({ HOME: "/x" });
});

test("the environment's own token goes before, and no credential is no failure", () => {
  const folder = temporaryDirectory();
  expect(takeSharedCredential({ CREDENTIALS_DIRECTORY: folder })).toEqual({ ok: true, value: null });
  writeFileSync(join(folder, "openclaw-gateway-token"), "from-systemd\n");
  const environment = { CREDENTIALS_DIRECTORY: folder, OPENCLAW_GATEWAY_TOKEN: "typed" };
  expect(takeSharedCredential(environment)).toMatchObject({ value: { token: "typed" } });
});
