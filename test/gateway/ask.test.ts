import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { clawtrayCli, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { closingWord, type ScriptedModel, startScriptedModel } from "../../scripts/gateway/model.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { isConnected, isReady } from "../../scripts/gateway/states.ts";
import {
  currentGateway,
  type GatewayVersion,
  middleGateway,
  oldestGateway,
} from "../../scripts/gateway/versions.ts";
import { usualPictureLimits } from "../../src/shared/picture/picture.ts";
import { onRealElectron } from "../e2e/scenario.ts";
import { pngOf, tiny } from "../support/pictures.ts";
import { askedInWindow } from "./asked-in-window.ts";
import { type DesktopNode, startDesktopNode } from "./desktop-node.ts";
import { type Relay, startRelay } from "./harness/relay.ts";

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

const older = [middleGateway, oldestGateway] as const;
const versions = [currentGateway, ...older] as const;

/** A gateway, the model behind it, and a node that it has admitted. */
interface Place {
  readonly gateway: Gateway;
  readonly model: ScriptedModel;
  readonly stateDir: string;
  /** What `clawtray ask` says of an agent that falls silent, which takes as long as everything else here. */
  readonly silent: ReturnType<typeof ask> | null;
}

const ends: (() => unknown)[] = [];
const places = new Map<GatewayVersion, Place>();
const placeOf = (version: GatewayVersion): Place => {
  const place = places.get(version);
  if (place === undefined) throw new Error(`gateway ${version} was not started`);
  return place;
};

async function startPlace(version: GatewayVersion): Promise<void> {
  const model = await startScriptedModel();
  ends.push(() => model.close());
  const program = await installGateway(version, (line) => console.log(line));
  const gateway = await startGateway(program, { modelUrl: model.baseUrl });
  ends.push(() => gateway.dispose());
  const folder = makeThrowAwayFolder("node");
  ends.push(() => folder.remove());
  const stateDir = folder.path;
  const node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: stateDir,
    keyStore: "file",
    sharedToken: gateway.token,
  });
  ends.push(() => node.stop());
  // The older ones admit whoever comes from their own computer.
  if (version !== currentGateway) await node.waitFor("connected", isConnected);
  else {
    const deviceId = await admit(gateway.admin, node);
    // It refuses whatever a node says before its surface is approved.
    const early = await ask(stateDir, "Too early?");
    expect(early).toMatchObject({ code: 1, stdout: "" });
    expect(early.stderr).toContain("has not yet approved");
    await grantSurface(gateway.admin, deviceId);
    await node.waitFor("approved", isReady);
  }
  // The current gateway's is met in the window alone, where it need not be waited for.
  const silence = () =>
    model.speech({ text: "The beds are" }, { text: " dry.", after: new Promise(() => {}) });
  const silent =
    version === currentGateway ? null : ask(stateDir, "--session", "agent:main:silence", silence());
  places.set(version, { gateway, model, stateDir, silent });
}

// The silences of all of them pass while the others are asked.
beforeAll(async () => {
  await Promise.all(versions.map(startPlace));
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

describe.each(versions)("the agent of gateway %s", (version) => {
  test("is asked with the node's own pairing, and answers once", async () => {
    const { model, stateDir } = placeOf(version);
    const answer = { code: 0, stdout: `${closingWord}\n`, stderr: "" };
    expect(await ask(stateDir, "Hello?")).toEqual(answer);
    expect(await ask(stateDir, "And again?")).toEqual(answer);
    const { stdout } = await ask(stateDir, "--json", "--session", "agent:main:notes", "Elsewhere?");
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
    const told = await askHeard(stateDir, [halves], (text) => {
      if (text.includes("beds")) heard();
    });
    expect(told).toMatchObject({ code: 0, stderr: "" });
    expect(told.stdout).toMatch(/^The beds are dry\. Water .*\*\*them\*\* <script>alert\(1\)<\/script>\.\n$/);
    expect(told.stdout).not.toContain("\u001b");

    if (version === oldestGateway) {
      // It tells of a stream that breaks as of an answer, here without words.
      const cut = await ask(stateDir, model.speech({ text: "It was" }, { text: null }));
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
      const cut = await askHeard(stateDir, [breaks], (text) => {
        if (text.includes("was the")) begun();
      });
      expect(cut).toMatchObject({ code: 1, stdout: "It was the rose\n" });
      expect(cut.stderr).toContain("The agent ended with an error. It says: ");
      expect(await ask(stateDir, "And now?")).toEqual(answer);
    }

    const small = join(stateDir, "small.jpg");
    const large = join(stateDir, "large.png");
    writeFileSync(small, Buffer.from(tiny.png, "base64"));
    writeFileSync(large, pngOf(usualPictureLimits.each));
    const notes = join(stateDir, "notes.txt");
    writeFileSync(notes, "x".repeat(19_800));
    // As long as a message may be, in which it goes: every version takes it.
    const withText = await ask(stateDir, "--file", notes, "--session", "agent:main:text", "What is this?");
    expect(withText).toEqual(answer);

    const images = ["--file", small, "--file", large, "--file", large, "--file", large];
    const withPictures = await ask(stateDir, ...images, "--session", "agent:main:pictures", "What is this?");
    if (version === oldestGateway) {
      expect(withPictures).toMatchObject({ code: 1, stdout: "" });
      expect(withPictures.stderr).toContain("passes no pictures on");
      expect(model.pictures).toEqual([]);
      return;
    }
    expect(withPictures).toEqual(answer);
    // As it is: it is so small that no gateway draws it anew.
    expect(model.pictures).toContain(`data:image/png;base64,${tiny.png}`);
  });
});

describe.each(older)("the agent of gateway %s is asked in the window", (version) => {
  let relay: Relay;
  let desktop: DesktopNode;
  beforeAll(async () => {
    if (onRealElectron) return;
    const { gateway } = placeOf(version);
    relay = await startRelay(gateway.url);
    desktop = await startDesktopNode(gateway, relay.url);
  });
  afterAll(async () => {
    await desktop?.dispose();
    relay?.close();
  });
  // The current gateway is met in desktop-tools.test.ts.
  askedInWindow(version, () => ({ ...placeOf(version), desktop, relay }), test.skipIf(onRealElectron));
});

test.each(older)("the agent of gateway %s falls silent", async (version) => {
  const silent = await placeOf(version).silent;
  expect(silent).toMatchObject({ code: 1, stdout: "The beds are\n" });
  expect(silent?.stderr).toContain("The agent began to answer, and then nothing happened for 90 seconds.");
});
