import { expect, onTestFinished, test } from "vitest";
import { geoclueLacks, startGeoclue } from "../support/geoclue.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

test.skipIf(geoclueLacks !== "")(
  `location.get is declared once its owner turns it on, and nothing it says is written down${geoclueLacks}`,
  async () => {
    const Timestamp = [Math.floor(Date.now() / 1_000), 0] as const;
    const place = { Latitude: 48.20849, Longitude: 16.37208, Accuracy: 12.5, Timestamp };
    const { environment } = await startGeoclue({ places: [place] });
    const gateway = await createScriptedGateway({
      token: null,
      autoApproveDevice: true,
      autoApproveSurface: true,
    });
    onTestFinished(() => gateway.close());
    const ours = ["--state-dir", temporaryDirectory()];
    const words = ["run", "--gateway", gateway.url, "--json", "--log-level", "debug", "--key-store", "file"];
    const node = new CliProcess([...words, ...ours], environment);
    await node.phase("connected");
    const declared = () => {
      const {
        caps = [],
        commands = [],
        permissions = {},
      } = (gateway.attempts.at(-1)?.params ?? {}) as {
        caps?: readonly string[];
        commands?: readonly string[];
        permissions?: Readonly<Record<string, boolean>>;
      };
      return { caps, commands, permissions };
    };
    expect(declared().commands).not.toContain("location.get");
    expect(await gateway.invoke("location.get", {}, { force: true }).result).toMatchObject({
      error: { code: "LOCATION_DISABLED" },
    });

    const on = new CliProcess(["capabilities", "on", "location", ...ours], environment);
    expect(await on.exited).toBe(0);
    await gateway.until(() => declared().commands.includes("location.get") && gateway.nodes().length === 1);
    expect(declared().caps).toContain("location");
    expect(declared().permissions.location).toBe(true);
    expect(await gateway.invoke("location.get", { maxAgeMs: 600_000 }).result).toMatchObject({
      ok: true,
      payload: { lat: 48.20849, lon: 16.37208, accuracyMeters: 12.5, isPrecise: true },
    });
    const activity = new CliProcess(["activity", "--json", ...ours], environment);
    expect(await activity.exited).toBe(0);
    expect(node.stdout + node.stderr + activity.stdout).not.toMatch(/48\.2|16\.37/);
  },
);
