import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { FakeMain } from "./harness/fake-main.ts";
import {
  awaiting,
  certificate,
  connected,
  firstStart,
  report,
  settled,
  sshReport,
  surfacePending,
} from "./harness/snapshots.ts";
import { type OpenWindow, openWindow, startBrowser, type WindowOptions } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;
const token = "t0ken-that-nobody-may-see";

/** Goes on with Tab until the wanted control has the focus, as a person without a mouse does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const label = await page.evaluate<string>(`(() => {
      const element = document.activeElement;
      const labels = element.labels ? [...element.labels].map((label) => label.textContent).join(" ") : "";
      return element.getAttribute("aria-label") ?? (labels || element.textContent || "");
    })()`);
    if (name.test(label.trim())) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${name}`);
}

describe.skipIf(browser === null)("the wizard (skipped where there is no Chromium)", () => {
  let window: OpenWindow;
  let main: FakeMain;

  async function open(snapshot = firstStart, options: WindowOptions = {}): Promise<Page> {
    main = new FakeMain(snapshot);
    window = await openWindow(browser, main, { running: true, ...options });
    return window.page;
  }

  afterEach(async () => {
    expect(window.complaints).toEqual([]);
    await window.close();
  });
  afterAll(() => browser.close());

  const heading = (page: Page, name: RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();
  const atGateway = { ...firstStart, draft: { ...firstStart.draft, step: "gateway" } } as const;

  test("is gone through from first start to connected with the keyboard alone", async () => {
    const page = await open();
    await tabTo(page, /^Get started/);
    await page.keyboard.press("Enter");
    await heading(page, /Where is your gateway/);
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");

    await tabTo(page, /^Address/);
    await page.keyboard.type("gateway.example.org");
    await tabTo(page, /^None/);
    await page.keyboard.press("ArrowRight");
    await tabTo(page, /^Gateway token/);
    await page.keyboard.type(token);
    await page.keyboard.press("Enter");
    await page.locator(".check-summary", { hasText: "The gateway runs version 2026.9.6" }).waitFor();
    expect(main.checks).toEqual([
      { address: "gateway.example.org", credentialKind: "token", acceptedTlsFingerprint: null },
    ]);
    expect(main.secret).toBe(token);

    await tabTo(page, /^Continue/);
    await page.keyboard.press("Enter");
    await heading(page, /What may the gateway use/);
    await tabTo(page, /^See my screen/);
    await page.keyboard.press("Space");
    await expect.poll(() => main.isOn("screen")).toBe(true);
    await tabTo(page, /^Connect/);
    await page.keyboard.press("Enter");

    await heading(page, /Ask for approval/);
    await page.getByText("please approve my computer").waitFor();
    await tabTo(page, /^Copy message/);
    await page.keyboard.press("Enter");
    await tabTo(page, /^Copy fingerprint/);
    await page.keyboard.press("Enter");
    await tabTo(page, /^I am the administrator/);
    await page.keyboard.press("Enter");
    await tabTo(page, /^Copy command/);
    await page.keyboard.press("Enter");
    await expect
      .poll(() => main.of("copy").map((copy) => copy.what))
      .toEqual(["admin-message", "fingerprint", "admin-command"]);

    await main.change({ node: surfacePending });
    await heading(page, /One more approval/);
    await page.locator("code", { hasText: "openclaw nodes approve" }).waitFor();
    await page.getByText("please also approve").waitFor();
    await main.change({ node: connected });
    await heading(page, /This computer is approved/);
    await tabTo(page, /^Continue$/);
    await page.keyboard.press("Enter");
    await heading(page, /This computer is ready/);
    await tabTo(page, /^Finish/);
    await page.keyboard.press("Enter");
    await heading(page, /^Connected/);
    expect(main.snapshot.loginItem).toEqual({ status: "on" });
    expect(main.of("use-draft")).toHaveLength(1);
  });

  test("shows where the focus is, on every stop of the keyboard", async () => {
    const page = await open(settled(connected));
    const outlines: string[] = [];
    for (let stop = 0; stop < 30; stop += 1) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate<string>(`(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return document.activeElement === document.body ? "" : outlineStyle + outlineWidth;
      })()`);
      if (outline === "") break;
      outlines.push(outline);
    }
    expect(outlines.length).toBeGreaterThan(9);
    expect(new Set(outlines)).toEqual(new Set(["solid2px"]));
  });

  test("drops a check that nobody is waiting for any more", async () => {
    const page = await open(atGateway);
    await page.getByLabel(/^Address/).fill("gateway.example.org");
    let finish = () => {};
    main.hold = new Promise((resolve) => {
      finish = () => resolve();
    });
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Check connection" }).waitFor();
    await expect.poll(() => main.of("cancel-check")).toHaveLength(1);
    finish();
    await page.getByText("Each step is ticked").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
  });

  test("keeps what was entered when the window is closed in the middle of a word and opened again", async () => {
    const page = await open(atGateway);
    await page.getByLabel(/^Address/).pressSequentially("gateway.exam");
    await page.getByRole("radio", { name: "Token" }).check();
    await page.getByLabel("Gateway token").pressSequentially(token);
    // A page that really goes away takes its last messages to the test with it; the event alone does not.
    await page.evaluate("window.dispatchEvent(new Event('pagehide'))");
    await page.reload();
    await heading(page, /Where is your gateway/);
    expect(await page.getByLabel(/^Address/).inputValue()).toBe("gateway.exam");
    expect(await page.getByRole("radio", { name: "Token" }).isChecked()).toBe(true);
    await expect.poll(() => main.secret).toBe(token);
    expect(await page.getByLabel("Gateway token").inputValue()).toBe("");
    expect(await page.getByLabel("Gateway token").getAttribute("placeholder")).toBe("Already entered");
  });

  test("keeps what was entered on the way back and forth", async () => {
    const page = await open(atGateway);
    await page.getByLabel(/^Address/).pressSequentially("gateway.example.org");
    await page.getByRole("button", { name: "Back" }).click();
    await heading(page, /Welcome/);
    await page.getByRole("button", { name: "Get started" }).click();
    expect(await page.getByLabel(/^Address/).inputValue()).toBe("gateway.example.org");
  });

  test("holds no secret in the page once the step is left", async () => {
    const page = await open(atGateway);
    await page.getByRole("radio", { name: "Password" }).check();
    await page.getByLabel("Gateway password").pressSequentially(token);
    await page.getByRole("button", { name: "Show password" }).click();
    await page.getByRole("button", { name: "Back" }).click();
    await heading(page, /Welcome/);
    await expect.poll(() => main.secret).toBe(token);
    const inPage =
      "document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((input) => input.value).join()";
    expect(await page.evaluate<string>(inPage)).not.toContain(token);
    await page.getByRole("button", { name: "Get started" }).click();
    expect(await page.evaluate<string>(inPage)).not.toContain(token);
  });

  test("hides a secret until its button is pressed", async () => {
    const page = await open(atGateway);
    await page.getByRole("radio", { name: "Token" }).check();
    const field = page.getByLabel("Gateway token");
    expect(await field.getAttribute("type")).toBe("password");
    await page.getByRole("button", { name: "Show token" }).click();
    expect(await field.getAttribute("type")).toBe("text");
  });

  test("shows the kind that was chosen at once, whatever main tells before it has answered", async () => {
    const page = await open(atGateway);
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const request = main.request.bind(main);
    main.request = async (asked) => {
      if (asked.kind === "set-draft") await held;
      return request(asked);
    };
    const kind = page.getByRole("radio", { name: "Token" });
    await kind.check();
    await main.change({ draft: { ...main.snapshot.draft, address: "other.example.org" } });
    await expect.poll(() => page.getByLabel(/^Address/).inputValue()).toBe("other.example.org");
    expect(await kind.isChecked()).toBe(true);
    await page.getByLabel("Gateway token").waitFor();
    answer();
    await expect.poll(() => main.snapshot.draft.credentialKind).toBe("token");
    expect(await kind.isChecked()).toBe(true);
    await main.change({ draft: { ...main.snapshot.draft, credentialKind: "password" } });
    await page.getByRole("radio", { name: "Password", checked: true }).waitFor();
  });

  test("gives a typed secret to its new kind when the kind is changed", async () => {
    const page = await open(atGateway);
    await page.getByRole("radio", { name: "Token" }).check();
    await page.getByLabel("Gateway token").pressSequentially(token);
    await expect.poll(() => main.secret).toBe(token);
    await page.getByRole("radio", { name: "Password" }).check();
    await expect.poll(() => [main.snapshot.draft.credentialKind, main.secret]).toEqual(["password", token]);
  });

  /** A real paste cannot be made without the clipboard of the desktop. */
  async function paste(page: Page, text: string): Promise<void> {
    await page.getByLabel(/^Address/).focus();
    await page.evaluate(`(() => {
      const field = document.activeElement;
      field.value = ${JSON.stringify(text)};
      field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    })()`);
  }
  const field = (page: Page) => page.getByLabel(/^Address/).inputValue();
  const setupLink = (expiresAtMs: number) =>
    `oc-pair://${Buffer.from(
      JSON.stringify({ url: "wss://from-link.example.org", bootstrapToken: "one-time", expiresAtMs }),
    ).toString("base64url")}`;

  test("takes a pasted pairing link at once, and keeps none of it in the page", async () => {
    const page = await open(atGateway);
    const link = setupLink(Date.now() + 3_600_000);
    await paste(page, link);
    await page.getByText("The setup code was accepted").waitFor();
    expect(main.of("enter-address")).toEqual([{ kind: "enter-address", text: link, whole: true }]);
    expect(await field(page)).toBe("wss://from-link.example.org");
  });

  test("shows what was taken of whatever was pasted: the address without what stood around it", async () => {
    const page = await open(atGateway);
    await paste(page, "`ws://10.0.0.1:18789`.");
    await expect.poll(() => field(page)).toBe("ws://10.0.0.1:18789");
    expect(main.snapshot.draft.address).toBe("ws://10.0.0.1:18789");
  });

  test("takes the token of a dashboard link in place of one that was typed, and shows neither", async () => {
    const page = await open({ ...atGateway, draft: { ...atGateway.draft, credentialKind: "token" } });
    await page.getByLabel("Gateway token").fill("typed-before");
    await paste(page, `https://gateway.example.org/#token=${token}`);
    await page.getByText("The link’s token was taken").waitFor();
    expect(await field(page)).toBe("https://gateway.example.org/");
    expect(main.secret).toBe(token);
    expect(await page.content()).not.toContain(token);
    await page.getByRole("button", { name: "Enter another token or password instead" }).click();
    expect(await page.getByLabel("Gateway token").inputValue()).toBe("");
    expect(main.secret).toBe("");
  });

  test("leaves neither a secret in the wrong field nor a code that has expired on the screen", async () => {
    const page = await open(atGateway);
    await paste(page, `${token}-0123456789ABCDEF`);
    await page.getByText("it looks like a token, a key or a damaged setup code").waitFor();
    expect(await field(page)).toBe("");
    await paste(page, setupLink(1));
    await page.getByText("This setup code has expired").waitFor();
    expect(await field(page)).toBe("");
    expect(main.snapshot.draft.address).toBe("");
  });

  test("redeems a join link only when asked to, and says why it could not", async () => {
    const page = await open(atGateway);
    const code = "AbCdEfGhIjKlMnOpQrStUv";
    await paste(page, `npx openclaw connect https://gateway.example.org/j/${code}`);
    await page.getByText("The join link was taken").waitFor();
    expect(await field(page)).toBe("https://gateway.example.org");
    expect(await page.content()).not.toContain(code);
    expect(main.of("use-join-link")).toEqual([]);
    main.refuse = (request) =>
      request.kind === "use-join-link" ? { ok: false, problem: "link-unusable", detail: "expired" } : null;
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByText("This setup code has expired").waitFor();
    expect(main.checks).toEqual([]);
    main.refuse = () => null;
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByText("The setup code was accepted").waitFor();
    await expect
      .poll(() => main.checks.map((check) => check.address))
      .toEqual(["wss://from-link.example.org"]);
  });

  test("accepts an unknown certificate only after a tick and a press, and checks again with it", async () => {
    const page = await open({ ...atGateway, draft: { ...atGateway.draft, address: "gateway.example.org" } });
    main.nextReport = (input) =>
      input.acceptedTlsFingerprint === certificate
        ? report()
        : { ...report("tls", "certificate-untrusted"), untrustedCertificate: certificate };
    await page.getByRole("button", { name: "Check connection" }).click();
    await page
      .getByText("b7d0 f1a9 4c6e 2385 d90b 71f4 e6a8 c352 0fd9 4b7e 18a6 c5d3 927e 40b1 f8ac 6d52")
      .waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Do you know this certificate?");
    const accept = page.getByRole("button", { name: "Accept this certificate" });
    expect(await accept.isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Continue anyway" }).count()).toBe(0);
    await page.getByRole("checkbox", { name: /I compared/ }).check();
    await accept.click();
    await page.locator(".check-summary", { hasText: "Everything is fine" }).waitFor();
    expect(main.snapshot.draft.acceptedTlsFingerprint).toBe(certificate);
    expect(main.checks.at(-1)?.acceptedTlsFingerprint).toBe(certificate);
  });

  test("accepts an unknown SSH host key only after a tick and a press, and keeps nothing of it", async () => {
    const page = await open({ ...atGateway, draft: { ...atGateway.draft, address: "ssh://me@box" } });
    const hostKey = `SHA256:${"q".repeat(43)}`;
    main.nextReport = (input) =>
      input.acceptedSshHostKey === hostKey
        ? sshReport()
        : { ...sshReport("ssh", "ssh-host-key-unknown"), untrustedHostKey: hostKey };
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByText(hostKey, { exact: true }).waitFor();
    expect(await page.locator(".check-name").allInnerTexts()).toEqual([
      "Address",
      "SSH",
      "WebSocket",
      "OpenClaw gateway",
      "Sign-in",
    ]);
    const accept = page.getByRole("button", { name: "Accept this host key" });
    expect(await accept.isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Continue anyway" }).count()).toBe(0);
    await page.getByRole("checkbox", { name: /I compared/ }).check();
    await accept.click();
    await page.locator(".check-summary", { hasText: "The gateway runs version 2026.9.6" }).waitFor();
    expect(main.checks.map((input) => input.acceptedSshHostKey)).toEqual([undefined, hostKey]);
    expect(JSON.stringify(main.snapshot.draft)).not.toContain("SHA256:");
  });

  test("drops an accepted certificate when the address becomes another", async () => {
    const page = await open({
      ...atGateway,
      draft: { ...atGateway.draft, address: "one.example.org", acceptedTlsFingerprint: certificate },
    });
    await page.getByText("You accepted a certificate").waitFor();
    await page.getByLabel(/^Address/).fill("two.example.org");
    await expect.poll(() => main.snapshot.draft.acceptedTlsFingerprint).toBeNull();
  });

  test("says which step failed and what to do, to eyes and to a screen reader", async () => {
    const page = await open({ ...atGateway, draft: { ...atGateway.draft, address: "nowhere.example.org" } });
    main.nextReport = () => report("name", "name-not-found");
    await page.getByRole("button", { name: "Check connection" }).click();
    const failed = page.locator(".check-steps .failed");
    await failed.waitFor();
    expect(await failed.textContent()).toContain("The name nowhere.example.org was not found.");
    expect(await failed.textContent()).toContain("Check the spelling");
    await expect
      .poll(() => page.locator("[aria-live]").textContent())
      .toContain("The name nowhere.example.org was not found. Check the spelling");
  });

  test("asks before a link replaces the gateway in use, and takes no for an answer", async () => {
    const page = await open({
      ...atGateway,
      node: connected,
      draft: { ...atGateway.draft, address: "wss://new.example.org", replaces: "wss://old.example.org" },
    });
    await page
      .getByText(
        "This computer is connected to old.example.org. The link you opened leads to new.example.org.",
      )
      .waitFor();
    await page.getByRole("button", { name: "Keep the current one" }).click();
    await heading(page, /^Connected/);
    expect(main.of("answer-replace")).toEqual([{ kind: "answer-replace", replace: false }]);
    expect(main.of("use-draft")).toEqual([]);
  });

  test("counts the time waited, and turns into connected by itself", async () => {
    const page = await open({
      ...firstStart,
      node: { ...awaiting, since: Date.now() - 83_000 },
      draft: { ...firstStart.draft, step: "pairing" },
    });
    await page.getByText(/waiting for approval · 1:2\d/).waitFor();
    await main.change({ node: connected });
    await heading(page, /This computer is approved/);
    await expect
      .poll(() => page.locator("[aria-live]").textContent())
      .toContain("Connected to gateway.example.org");
  });

  test("leaves start at login off when the person says no", async () => {
    const page = await open({ ...firstStart, node: connected, draft: { ...firstStart.draft, step: "done" } });
    await page.getByRole("switch", { name: /Start Clawtray/ }).click();
    await expect.poll(() => main.snapshot.draft.startAtLogin).toBe(false);
    await page.getByRole("button", { name: "Finish" }).click();
    await heading(page, /^Connected/);
    expect(main.snapshot.loginItem).toEqual({ status: "off" });
  });
});
