import { expect, onTestFinished, type test } from "vitest";
import type { Gateway } from "../../scripts/gateway/gateway.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { startSession, whyNoSession } from "../keychain/session.ts";
import { startNotificationService } from "../support/notification-service.ts";
import type { DesktopNode } from "./desktop-node.ts";
import { type GatewaySide, gatewaySide } from "./gateway-side.ts";
import { freshComputer } from "./world.ts";

interface There {
  readonly gateway: Gateway;
  readonly desktop: DesktopNode;
  readonly side: GatewaySide;
}

/** What `system.notify` must do on a desktop, sent by the gateway's own program and its agents. */
export function reachesItsOwner(there: () => There, scenario: ReturnType<typeof test.skipIf>): void {
  scenario("is the desktop's own notification, as important and as loud as it was sent", async () => {
    const { desktop, side } = there();
    const { app } = desktop;
    // Who speaks comes first: the address the app was given, which is the relay's.
    const named = (title: string) => expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\d+${title}$`));
    const text = ["--title", "Build <7>", "--body", "Done & <b>well</b>"];
    const sent = await side.printed("notify", ...text, "--priority", "timeSensitive", "--sound", "Glass");
    expect(sent).toMatchObject({ ok: true, payload: { ok: true } });
    const quiet = await side.nodes("notify", "--body", "Later", "--priority", "passive");
    expect(quiet).toMatchObject({ code: 0, stdout: expect.stringMatching(/notify ok/) });
    expect(await side.useTool("notify", { title: "Tea", sound: "none" })).toEqual({ ok: true });
    expect((await app.facts()).notifications.slice(-3)).toMatchObject([
      // Linux desktops read the text as markup, never the title; only macOS plays a sound by its name.
      {
        title: named(": Build <7>"),
        body: "Done &amp; &lt;b&gt;well&lt;/b&gt;",
        urgency: "critical",
        silent: false,
        sound: "",
        shown: true,
      },
      { title: named(""), body: "Later", urgency: "low", silent: true },
      { title: named(": Tea"), body: "", urgency: "normal", silent: true },
    ]);
  });

  const obstacle = whyNoSession("notify-send");
  scenario(
    "reaches a desktop's notifications from the terminal's node too, over a real session bus",
    async (context) => {
      if (obstacle !== null) context.skip(obstacle);
      const { gateway } = there();
      const session = await startSession();
      onTestFinished(() => session.end());
      const service = await startNotificationService(session.env.DBUS_SESSION_BUS_ADDRESS ?? "");
      // A bus alone is not a desktop: a display is looked for too, and never opened.
      const environment = { ...session.env, DISPLAY: ":7" };
      const node = await freshComputer(gateway).start({ sharedToken: gateway.token, environment });
      const nodeId = await admit(gateway.admin, node);
      await grantSurface(gateway.admin, nodeId, 30_000, "system.notify");
      const terminal = gatewaySide(gateway, nodeId);
      const name = new URL(gateway.url).host;

      const text = ["--title", "--help", "--body", "Done & <b>well</b>\\n$HOME"];
      const sent = await terminal.printed(
        "notify",
        ...text,
        "--priority",
        "timeSensitive",
        "--sound",
        "bell",
      );
      expect(sent).toMatchObject({ ok: true, payload: { ok: true } });
      expect(
        await terminal.ask("system.notify", { title: "Tea", sound: "none", priority: "passive" }),
      ).toEqual({
        kind: "payload",
        payload: { ok: true },
      });
      expect(service.shown).toMatchObject([
        {
          appName: "Clawtray",
          summary: `${name}: --help`,
          body: "Done &amp; &lt;b&gt;well&lt;/b&gt;\\n$HOME",
          hints: { urgency: 2, "sound-name": "bell" },
        },
        { summary: `${name}: Tea`, body: "", hints: { urgency: 0, "suppress-sound": true } },
      ]);

      await service.close();
      expect(await terminal.ask("system.notify", { title: "Tea" })).toMatchObject({
        kind: "refusal",
        code: "NOTIFICATIONS_UNAVAILABLE",
      });
    },
  );
}
