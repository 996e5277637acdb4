import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { clawtrayCli, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { startGateway } from "../../scripts/gateway/gateway.ts";
import { closingWord, type ScriptedModel, startScriptedModel } from "../../scripts/gateway/model.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { isConnected, isReady } from "../../scripts/gateway/states.ts";
import { currentGateway, middleGateway, oldestGateway } from "../../scripts/gateway/versions.ts";
import { usualPictureLimits } from "../../src/shared/picture/picture.ts";
import { pngOf, tiny } from "../support/pictures.ts";

/** `clawtray ask` about this state folder. */
async function ask(stateDir: string, ...words: readonly string[]) {
  return askHeard(stateDir, words, () => {});
}

/** The same; `hear` gets all of the answer so far each time there is more. */
async function askHeard(stateDir: string, words: readonly string[], hear: (stdout: string) => void) {
  const place = ["--state-dir", stateDir, "--key-store", "file"];
  const child = spawn(process.execPath, [clawtrayCli, "ask", ...words, ...place]);
  const out = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      out[name] += text;
      if (name === "stdout") hear(out.stdout);
    });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...out };
}

/** It takes as long as everything else; the current gateway's is met in the window, where it need not be waited for. */
async function fallsSilent(stateDir: string, model: ScriptedModel): Promise<void> {
  const silence = model.speech({ text: "The beds are" }, { text: " dry.", after: new Promise(() => {}) });
  const silent = await ask(stateDir, "--session", "agent:main:silence", silence);
  expect(silent).toMatchObject({ code: 1, stdout: "The beds are\n" });
  expect(silent.stderr).toContain("The agent began to answer, and then nothing happened for 90 seconds.");
}

describe.each([currentGateway, middleGateway, oldestGateway] as const)(
  "the agent of gateway %s",
  (version) => {
    test("is asked with the node's own pairing, and answers once", async () => {
      const model = await startScriptedModel();
      onTestFinished(() => model.close());
      const program = await installGateway(version, (line) => console.log(line));
      const gateway = await startGateway(program, { modelUrl: model.baseUrl });
      onTestFinished(() => gateway.dispose());
      const folder = makeThrowAwayFolder("node");
      onTestFinished(() => folder.remove());
      const node = await startClawtrayNode({
        gatewayUrl: gateway.url,
        stateFolder: folder.path,
        keyStore: "file",
        sharedToken: gateway.token,
      });
      onTestFinished(async () => void (await node.stop()));
      // The older ones admit whoever comes from their own computer.
      if (version !== currentGateway) await node.waitFor("connected", isConnected);
      else {
        const deviceId = await admit(gateway.admin, node);
        // It refuses whatever a node says before its surface is approved.
        const early = await ask(folder.path, "Too early?");
        expect(early).toMatchObject({ code: 1, stdout: "" });
        expect(early.stderr).toContain("has not yet approved");
        await grantSurface(gateway.admin, deviceId);
        await node.waitFor("approved", isReady);
      }
      const answer = { code: 0, stdout: `${closingWord}\n`, stderr: "" };
      expect(await ask(folder.path, "Hello?")).toEqual(answer);
      const untilSilent = version === currentGateway ? null : fallsSilent(folder.path, model);
      expect(await ask(folder.path, "And again?")).toEqual(answer);
      const { stdout } = await ask(folder.path, "--json", "--session", "agent:main:notes", "Elsewhere?");
      expect(JSON.parse(stdout)).toEqual({ session: "agent:main:notes", answer: closingWord });

      // The second half is said once the first one was heard here.
      let heard = () => {};
      const isHeard = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const halves = model.speech(
        { text: "The beds are dry. " },
        { text: "Water \u001b[2J**them** <script>alert(1)</script>.", after: isHeard },
      );
      const told = await askHeard(folder.path, [halves], (text) => {
        if (text.includes("beds")) heard();
      });
      expect(told).toMatchObject({ code: 0, stderr: "" });
      expect(told.stdout).toMatch(
        /^The beds are dry\. Water .*\*\*them\*\* <script>alert\(1\)<\/script>\.\n$/,
      );
      expect(told.stdout).not.toContain("\u001b");

      if (version === oldestGateway) {
        // It tells of a stream that breaks as of an answer, here without words.
        const cut = await ask(folder.path, model.speech({ text: "It was" }, { text: null }));
        expect(cut).toMatchObject({ code: 1 });
        expect(cut.stderr).toContain("said nothing");
      } else {
        // Of one that is cut off they try again for minutes, but not where the model says what is wrong.
        let begun = () => {};
        const hasBegun = new Promise<void>((resolve) => {
          begun = resolve;
        });
        const error = { error: "no more roses" };
        const breaks = model.speech({ text: "It was the rose" }, { text: error, after: hasBegun });
        const cut = await askHeard(folder.path, [breaks], (text) => {
          if (text.includes("was the")) begun();
        });
        expect(cut).toMatchObject({ code: 1, stdout: "It was the rose\n" });
        expect(cut.stderr).toContain("The agent ended with an error. It says: ");
        expect(await ask(folder.path, "And now?")).toEqual(answer);
      }

      const small = join(folder.path, "small.jpg");
      const large = join(folder.path, "large.png");
      writeFileSync(small, Buffer.from(tiny.png, "base64"));
      writeFileSync(large, pngOf(usualPictureLimits.each));
      const notes = join(folder.path, "notes.txt");
      writeFileSync(notes, "x".repeat(19_800));
      // As long as a message may be, in which it goes: every version takes it.
      const withText = await ask(
        folder.path,
        "--file",
        notes,
        "--session",
        "agent:main:text",
        "What is this?",
      );
      expect(withText).toEqual(answer);

      const images = ["--file", small, "--file", large, "--file", large, "--file", large];
      const withPictures = await ask(
        folder.path,
        ...images,
        "--session",
        "agent:main:pictures",
        "What is this?",
      );
      if (version === oldestGateway) {
        expect(withPictures).toMatchObject({ code: 1, stdout: "" });
        expect(withPictures.stderr).toContain("passes no pictures on");
        expect(model.pictures).toEqual([]);
        await untilSilent;
        return;
      }
      expect(withPictures).toEqual(answer);
      // As it is: it is so small that no gateway draws it anew.
      expect(model.pictures).toContain(`data:image/png;base64,${tiny.png}`);
      await untilSilent;
    });
  },
);
