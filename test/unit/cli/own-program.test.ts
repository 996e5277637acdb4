import { expect, test } from "vitest";
import { lastingProgram } from "../../../src/cli/own-program.ts";

test("a service is given only a program that stays where it is", () => {
  const installed = ["/usr/bin/node", "/usr/lib/node_modules/clawtray/out/cli/index.js"];
  expect(lastingProgram(installed, { system: true })).toEqual({ ok: true, value: installed });
  const refusal = (words: readonly string[], system: boolean) => {
    const read = lastingProgram(words, { system });
    return read.ok ? null : read.failure;
  };
  expect(
    refusal(["/usr/bin/node", "/home/me/.npm/_npx/ab12/node_modules/clawtray/out/cli/index.js"], false),
  ).toMatch(/npm install -g clawtray/);
  expect(refusal(["/tmp/.mount_ClawtrAb12/node", "/tmp/.mount_ClawtrAb12/cli/index.js"], false)).toMatch(
    /AppImage/,
  );
  const own = ["/home/me/.nvm/versions/node/v24/bin/node", "/home/me/clawtray/out/cli/index.js"];
  expect(refusal(own, false)).toBeNull();
  expect(refusal(own, true)).toMatch(/\/home\/me.*leave out --system/);
});
