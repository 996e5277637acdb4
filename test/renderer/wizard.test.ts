import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { FakeMain } from "./harness/fake-main.ts";
import {
  awaiting,
  certificate,
  connected,
  deviceId,
  fingerprint,
  firstStart,
  report,
  settled,
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

  it("is gone through from first start to connected with the keyboard alone", async () => {
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
    await tabTo(page, /^Copy fingerprint/);
    await page.keyboard.press("Enter");
    await tabTo(page, /^Copy command/);
    await page.keyboard.press("Enter");
    await tabTo(page, /^A message/);
    await page.keyboard.press("Enter");
    await page.getByText("please approve my computer").waitFor();
    await expect
      .poll(() => main.of("copy").map((copy) => copy.what))
      .toEqual(["fingerprint", "admin-command"]);

    await main.change({ node: surfacePending });
    await page.locator("code", { hasText: "openclaw nodes approve" }).waitFor();
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

  it("shows where the focus is, on every stop of the keyboard", async () => {
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

  it("keeps what was entered when the window is closed in the middle of a word and opened again", async () => {
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

  it("keeps what was entered on the way back and forth", async () => {
    const page = await open(atGateway);
    await page.getByLabel(/^Address/).pressSequentially("gateway.example.org");
    await page.getByRole("button", { name: "Back" }).click();
    await heading(page, /Welcome/);
    await page.getByRole("button", { name: "Get started" }).click();
    expect(await page.getByLabel(/^Address/).inputValue()).toBe("gateway.example.org");
  });

  it("holds no secret in the page once the step is left", async () => {
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

  it("hides a secret until its button is pressed", async () => {
    const page = await open(atGateway);
    await page.getByRole("radio", { name: "Token" }).check();
    const field = page.getByLabel("Gateway token");
    expect(await field.getAttribute("type")).toBe("password");
    await page.getByRole("button", { name: "Show token" }).click();
    expect(await field.getAttribute("type")).toBe("text");
  });

  it("gives a typed secret to its new kind when the kind is changed", async () => {
    const page = await open(atGateway);
    await page.getByRole("radio", { name: "Token" }).check();
    await page.getByLabel("Gateway token").pressSequentially(token);
    await expect.poll(() => main.secret).toBe(token);
    await page.getByRole("radio", { name: "Password" }).check();
    await expect.poll(() => [main.snapshot.draft.credentialKind, main.secret]).toEqual(["password", token]);
  });

  it("takes a pasted pairing link at once, and keeps none of it in the page", async () => {
    const page = await open(atGateway);
    const link = "oc-pair://eyJ1cmwiOiJ3c3M6Ly9nIiwidG9rZW4iOiJzZWNyZXQifQ";
    await page.getByLabel(/^Address/).focus();
    await page.evaluate(`document.execCommand("insertText", false, "x")`);
    await page.getByLabel(/^Address/).fill("");
    await page.evaluate(`(() => {
      const field = document.activeElement;
      field.value = ${JSON.stringify(link)};
      field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    })()`);
    await page.getByText("The set-up code was understood").waitFor();
    expect(main.of("take-link")).toEqual([{ kind: "take-link", text: link, replace: true }]);
    expect(main.of("set-draft").some((request) => request.change.address?.includes("eyJ"))).toBe(false);
    expect(await page.getByLabel(/^Address/).inputValue()).toBe("wss://from-link.example.org");
  });

  it("redeems a join link only when asked to, and says why it could not", async () => {
    const page = await open(atGateway);
    await page.getByLabel(/^Address/).fill("npx openclaw connect https://gateway.example.org/j/AbC123");
    expect(main.of("take-link")).toEqual([]);
    main.refuse = (request) =>
      request.kind === "take-link" ? { ok: false, problem: "failed", detail: "expired" } : null;
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByText("This set-up code has expired").waitFor();
    expect(main.checks).toEqual([]);
    main.refuse = () => null;
    await page.getByRole("button", { name: "Check connection" }).click();
    await page.getByText("The set-up code was understood").waitFor();
    expect(main.of("take-link").at(-1)?.text).toBe("https://gateway.example.org/j/AbC123");
    await expect
      .poll(() => main.checks.map((check) => check.address))
      .toEqual(["wss://from-link.example.org"]);
  });

  it("accepts an unknown certificate only after a tick and a press, and checks again with it", async () => {
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

  it("drops an accepted certificate when the address becomes another", async () => {
    const page = await open({
      ...atGateway,
      draft: { ...atGateway.draft, address: "one.example.org", acceptedTlsFingerprint: certificate },
    });
    await page.getByText("You accepted a certificate").waitFor();
    await page.getByLabel(/^Address/).fill("two.example.org");
    await expect.poll(() => main.snapshot.draft.acceptedTlsFingerprint).toBeNull();
  });

  it("says which step failed and what to do, to eyes and to a screen reader", async () => {
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

  it("asks before a link replaces the gateway in use, and takes no for an answer", async () => {
    const page = await open({
      ...atGateway,
      node: connected,
      draft: { ...atGateway.draft, address: "wss://new.example.org", replaces: "wss://old.example.org" },
    });
    await page
      .getByText("This computer belongs to old.example.org. The link you opened leads to new.example.org.")
      .waitFor();
    await page.getByRole("button", { name: "Keep the present one" }).click();
    await heading(page, /^Connected/);
    expect(main.of("answer-replace")).toEqual([{ kind: "answer-replace", replace: false }]);
    expect(main.of("use-draft")).toEqual([]);
  });

  it("counts the time waited, and turns into connected by itself", async () => {
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

  it("shows the device id as a QR code that a camera can read", async () => {
    const page = await open(
      { ...firstStart, node: awaiting, draft: { ...firstStart.draft, step: "pairing" } },
      { theme: "dark" },
    );
    const code = page.getByRole("img", { name: `QR code of the device id ${fingerprint}` });
    const png = (await code.screenshot()).toString("base64");
    // The browser knows PNG; the decoder is not the library that drew the code.
    const pixels = await page.evaluate<{ width: number; height: number; data: number[] }>(`(async () => {
      const bytes = Uint8Array.from(atob("${png}"), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext("2d").drawImage(image, 0, 0);
      const { data } = canvas.getContext("2d").getImageData(0, 0, image.width, image.height);
      return { width: image.width, height: image.height, data: [...data] };
    })()`);
    const { default: decode } = await import("qr/decode.js");
    expect(decode({ ...pixels, data: new Uint8ClampedArray(pixels.data) })).toBe(deviceId);
  });

  it("leaves start at login off when the person says no", async () => {
    const page = await open({ ...firstStart, node: connected, draft: { ...firstStart.draft, step: "done" } });
    await page.getByRole("switch", { name: /Start Clawtray/ }).click();
    await expect.poll(() => main.snapshot.draft.startAtLogin).toBe(false);
    await page.getByRole("button", { name: "Finish" }).click();
    await heading(page, /^Connected/);
    expect(main.snapshot.loginItem).toEqual({ status: "off" });
  });
});
