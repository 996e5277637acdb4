import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Gateway } from "../../scripts/gateway/gateway.ts";
import { grantSurface, surfaceRequests } from "../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { look, play } from "../e2e/captures.ts";
import { onRealElectron } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { type DesktopNode, signs, startDesktopNode } from "./desktop-node.ts";
import { allowAgentTool, type GatewaySide, gatewaySide, takeFile } from "./gateway-side.ts";
import { type Relay, startRelay } from "./harness/relay.ts";
import { reachesItsOwner } from "./messages.ts";
import { createWorld, type World } from "./world.ts";

let world: World;
let gateway: Gateway;
let relay: Relay;
let desktop: DesktopNode;
let side: GatewaySide;
/** What the relay makes of the gateway's limit for a frame, bytes; null leaves it as it is. */
let largestFrame: number | null = null;

beforeAll(async () => {
  if (onRealElectron) return;
  world = await createWorld(currentGateway, "loopback");
  gateway = world.gateway;
  relay = await startRelay(gateway.url, ({ frame }) => {
    if (largestFrame !== null && frame.payload?.policy) frame.payload.policy.maxPayload = largestFrame;
  });
  desktop = await startDesktopNode(gateway, relay.url);
  side = gatewaySide(gateway, desktop.deviceId);
});

afterAll(async () => {
  await desktop?.dispose();
  relay?.close();
  await world?.dispose();
});

/** One story, told in order, with Chromium's own fake devices; real Electron meets those of its machine. */
const scenario = test.skipIf(onRealElectron);

/** What a gateway lets no Linux computer offer unless its configuration names it: docs/nodes/command-policy.md, 2026.9.6. */
const optIn = ["camera.list", "camera.snap", "camera.clip", "screen.record"];

/** How long anything about a surface may take on a busy machine, ms: the app keeps a pace of its own there. */
const surfaceLimit = 60_000;
const APPROVAL_WAITS = "Copy admin command";
const [CAMERA_SIGN] = signs;

/** For a moment after a greeting or an approval a gateway refuses every invoke ("requires a current worker publication"). */
const untilReached = () =>
  until(
    "the gateway reaches this computer",
    async () => (await side.ask("system.which", { bins: ["sh"] })).kind === "payload",
    surfaceLimit,
  );

/** The owner presses the button, and the gateway greets this computer anew. */
async function reconnect(): Promise<void> {
  const before = relay.frames.length;
  await desktop.open("Status");
  await desktop.page.getByRole("button", { name: "Reconnect", exact: true }).click();
  await until("a new greeting", () => relay.frames.slice(before).some(({ frame }) => frame.payload?.policy));
  await untilReached();
}

describe("an owner turns the camera on", () => {
  scenario("and the app says what is missing, which the gateway's request for it does not", async () => {
    const { app, page } = desktop;
    expect(await side.ask("camera.snap")).toMatchObject({
      message: expect.stringMatching(/requires explicit .*commands\.allow opt-in/),
    });
    await desktop.turn(/^Use my camera/);
    await until("an approval waits", () => desktop.trayShows(APPROVAL_WAITS), surfaceLimit);
    await desktop.open("Status");
    const card = page.getByRole("region", { name: "One more approval" });
    await card.getByText("the rest works in the meantime").waitFor();
    await card.getByText("gateway.nodes.commands.allow").waitFor();
    await untilReached();

    await app.choose(APPROVAL_WAITS);
    const [program, ...words] = (await app.facts()).clipboard.split(" ");
    expect(program).toBe("openclaw");
    const [pending, snap] = await Promise.all([side.cli(...words), side.nodes("camera", "snap")]);
    // What was granted is asked about; that its commands are withheld is told nowhere.
    expect(pending).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Pending/) });
    expect(pending.stdout).not.toMatch(/allow/i);
    expect(snap).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/requires explicit .*commands\.allow opt-in/),
    });
  });

  scenario(
    "and one line of configuration and one approval later it can be used, without a restart",
    async () => {
      const { admin } = gateway;
      await side.configure([
        { path: "gateway.nodes.commands.allow", value: ["device.info", "device.status", ...optIn] },
        allowAgentTool,
      ]);
      await reconnect();
      const { requestId, commands } = await waitFor(
        "the request",
        async () => (await surfaceRequests(admin, desktop.deviceId))[0] ?? null,
        { timeoutMs: surfaceLimit },
      );
      expect(commands).toEqual(expect.arrayContaining(["camera.clip", "camera.list", "camera.snap"]));
      expect(await side.cli("nodes", "pending")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(requestId),
      });
      expect(await side.ask("camera.list")).toMatchObject({
        message: expect.stringMatching(/does not support "camera.list"/),
      });
      expect(await side.cli("nodes", "approve", requestId)).toMatchObject({ code: 0 });
      await until("the app knows", async () => !(await desktop.trayShows(APPROVAL_WAITS)), surfaceLimit);
      await untilReached();
      expect(await side.ask("camera.list")).toMatchObject({ kind: "payload" });

      await desktop.turn(/^See my screen/);
      // A person approves what they were shown. In the moment of the connect itself the gateway tells nobody.
      await until("another approval waits", () => desktop.trayShows(APPROVAL_WAITS), surfaceLimit);
      await grantSurface(admin, desktop.deviceId, surfaceLimit, "screen.record");
      await until(
        "the app knows again",
        async () => !(await desktop.trayShows(APPROVAL_WAITS)),
        surfaceLimit,
      );
      await untilReached();
    },
  );
});

describe("what arrives", () => {
  scenario(
    "the gateway's own program lists, photographs and records, and its files are what it says",
    async () => {
      const { page } = desktop;
      const out = join(tmpdir(), `clawtray-screen-${process.pid}.mp4`);
      const [listed, snap, record] = await Promise.all([
        side.printed("camera", "list"),
        side.printed("camera", "snap", "--max-width", "640", "--delay-ms", "500"),
        side.printed("screen", "record", "--duration", "1s", "--fps", "5", "--out", out),
      ]);
      // Not at once with the photo: two that share a camera share its shape as well.
      const clip = await side.printed("camera", "clip", "--duration", "1s");
      expect(listed).toEqual([
        {
          id: expect.any(String),
          name: expect.stringContaining("fake_device_0"),
          position: "unknown",
          deviceType: "unknown",
        },
      ]);
      const [photo] = snap.files;
      expect(photo).toMatchObject({ facing: "unknown", width: 640, height: 480 });
      const seen = await look(page, "image/jpeg", takeFile(photo.path, "gateway-cli-snap.jpg"));
      expect(seen).toMatchObject({ width: 640, height: 480 });
      expect(seen.colours).toBeGreaterThan(3);

      expect(clip.file).toMatchObject({ facing: "unknown", hasAudio: true });
      expect(clip.file.durationMs).toBeGreaterThanOrEqual(1_000);
      expect((await play(page, takeFile(clip.file.path, "gateway-cli-clip.mp4"))).seconds).toBeGreaterThan(
        0.5,
      );

      expect(record.file).toMatchObject({ path: out, fps: 5, screenIndex: 0, hasAudio: false });
      expect(await play(page, takeFile(out, "gateway-cli-screen.mp4"))).toMatchObject({
        width: 1_280,
        height: 720,
      });
      await desktop.untilAllIsOver();
    },
  );

  scenario("the agents' own tool takes every one of them", async () => {
    const { page } = desktop;
    const { devices } = await side.useTool("camera_list");
    const screen = await side.useTool("screen_snapshot", { maxWidth: 800 });
    expect(screen).toMatchObject({ format: "jpeg", screenIndex: 0, width: 800, height: 450 });
    const seen = await look(page, "image/jpeg", takeFile(screen.path, "gateway-tool-snapshot.jpg"));
    expect(seen).toMatchObject({ width: 800, height: 450 });
    expect(seen.colours).toBeGreaterThan(3);

    const snap = { deviceId: devices[0].id, maxWidth: 320, delayMs: 0 };
    const { snaps } = await side.useTool("camera_snap", snap);
    expect(snaps).toMatchObject([{ width: 320 }]);
    expect(await look(page, "image/jpeg", takeFile(snaps[0].path, "gateway-tool-snap.jpg"))).toMatchObject({
      width: 320,
    });

    const clip = await side.useTool("camera_clip", { durationMs: 500, includeAudio: false });
    expect(clip).toMatchObject({ hasAudio: false });
    await play(page, takeFile(clip.path, "gateway-tool-clip.mp4"));
    const record = await side.useTool("screen_record", { durationMs: 500 });
    expect(record).toMatchObject({ hasAudio: false, fps: 10, screenIndex: 0 });
    await play(page, takeFile(record.path, "gateway-tool-screen.mp4"));
  });

  const base64 = expect.any(String);
  const durationMs = expect.any(Number);
  const size = { width: expect.any(Number), height: expect.any(Number) };
  scenario.each([
    ["camera.snap", { delayMs: 0 }, { format: "jpg", base64, ...size }],
    ["camera.clip", { durationMs: 250 }, { format: "mp4", base64, durationMs, hasAudio: true }],
    [
      "screen.snapshot",
      { format: "png", maxWidth: 9_000 },
      // Never scaled up.
      { format: "png", base64, width: 1_280, height: 720, screenIndex: 0, capturedAtMs: expect.any(Number) },
    ],
    [
      "screen.record",
      { durationMs: 250, fps: 15 },
      { format: "mp4", base64, durationMs, fps: 15, screenIndex: 0, hasAudio: false },
    ],
  ])("%s has the documented fields and no others", async (command, params, payload) => {
    expect(await side.ask(command, params)).toEqual({ kind: "payload", payload });
  });
});

describe("what is refused", () => {
  scenario.each([
    ["camera.snap", { deviceId: "nonesuch" }, /camera device not found/],
    ["camera.snap", { quality: "high" }, /quality is not a number/],
    ["camera.snap", { facing: "both" }, /facing must be one of front, back/],
    ["camera.clip", { format: "webm" }, /format must be one of mp4/],
    ["screen.snapshot", { format: "gif" }, /format must be one of jpeg, png/],
    ["screen.record", { screenIndex: 7 }, /invalid screen index 7/],
  ])("%s %j", async (command, params, message) => {
    expect(await side.ask(command, params)).toMatchObject({
      kind: "refusal",
      code: "INVALID_REQUEST",
      message: expect.stringMatching(message),
    });
  });

  scenario(
    "a camera that is not there, told by the gateway's own program; no other is taken instead",
    async () => {
      const { code, stdout, stderr } = await side.nodes("camera", "snap", "--device-id", "nonesuch");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^nodes camera snap failed: INVALID_REQUEST: .*camera device not found/);
    },
  );

  scenario("everything, while the computer is locked; and locking ends what is captured", async () => {
    const { app } = desktop;
    const clip = side.ask("camera.clip", { durationMs: 30_000 }, 60_000);
    await desktop.untilCapturing(CAMERA_SIGN, clip);
    onTestFinished(() => app.power("unlock-screen"));
    await app.power("lock-screen");
    const locked = { kind: "refusal", code: "NODE_BACKGROUND_UNAVAILABLE" };
    expect(await clip).toMatchObject(locked);
    for (const command of ["camera.snap", "camera.clip", "screen.snapshot", "screen.record"]) {
      expect(await side.ask(command), command).toMatchObject(locked);
    }
    await app.power("unlock-screen");
    expect(await side.ask("screen.snapshot")).toMatchObject({ kind: "payload" });
  });

  scenario("what is larger than the gateway takes; a picture is made smaller instead", async () => {
    onTestFinished(() => {
      largestFrame = null;
    });
    largestFrame = 16 * 1024;
    await reconnect();
    const { payload } = (await side.ask("screen.snapshot", { format: "png" })) as {
      payload?: { base64: string };
    };
    expect(payload?.base64.length).toBeLessThan(largestFrame);
    const clip = side.ask("camera.clip", { durationMs: 300 });
    expect(await clip).toMatchObject({ kind: "refusal", code: "PAYLOAD_TOO_LARGE" });
    largestFrame = null;
    await reconnect();
    await desktop.untilAllIsOver();
  });

  scenario("what the gateway no longer waits for is ended, and the camera let go", async () => {
    const clip = side.ask("camera.clip", { durationMs: 30_000 }, 8_000);
    await desktop.untilCapturing(CAMERA_SIGN, clip);
    expect(await clip).toMatchObject({ kind: "refusal", code: "TIMEOUT" });
    await desktop.untilAllIsOver();
  });

  scenario(
    "what the owner turns off, at once and from then on; turned on again it needs no new approval",
    async () => {
      const clip = side.nodes("camera", "clip", "--duration", "50s");
      await desktop.untilCapturing(CAMERA_SIGN, clip);
      await desktop.turn(/^Use my camera/);
      expect(await clip).toMatchObject({ code: 1, stderr: expect.stringMatching(/CAMERA_DISABLED/) });
      await desktop.untilAllIsOver();
      await until("the gateway knows", async () => !(await side.offers("camera.snap")));
      await untilReached();
      expect(await side.ask("camera.snap")).toMatchObject({
        message: expect.stringMatching(/does not support "camera.snap"/),
      });
      expect(await side.offers("screen.snapshot")).toBe(true);

      await desktop.turn(/^Use my camera/);
      await until("the gateway knows again", () => side.offers("camera.snap"));
      await untilReached();
      expect(await desktop.trayShows(APPROVAL_WAITS)).toBe(false);
      expect(await surfaceRequests(gateway.admin, desktop.deviceId)).toEqual([]);
      expect(await side.ask("camera.snap", { delayMs: 0 })).toMatchObject({ kind: "payload" });
    },
  );
});

describe("a message for the owner", () => reachesItsOwner(() => ({ gateway, desktop, side }), scenario));
