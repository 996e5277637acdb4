import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { CapabilityName } from "../../src/shared/capability.ts";
import { launchChromium } from "../electron/host/chromium.ts";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import { appPath, backEnd } from "./driver.ts";

/** Turns one of the owner's switches, and waits until the gateway is told the new surface. */
export async function turn(
  page: Page,
  gateway: ScriptedGateway,
  capability: CapabilityName,
  on: boolean,
): Promise<void> {
  await flip(page, capability, on);
  await gateway.until(
    () => gateway.nodes().length === 1 && declares(gateway, `${capability}.`) === on,
    15_000,
  );
}

/** Turns a switch and waits for nothing. */
export async function flip(page: Page, capability: CapabilityName, on: boolean): Promise<void> {
  await page.evaluate(
    (intent) =>
      (globalThis as unknown as { clawtray: { intend(intent: object): Promise<unknown> } }).clawtray.intend(
        intent,
      ),
    { kind: "set-capability", capability, on },
  );
}

/** Whether the node's newest connection has commands of this family approved. */
export function declares(gateway: ScriptedGateway, family: string): boolean {
  return gateway.nodes().length === 1 && gateway.node().surface.some((name) => name.startsWith(family));
}

export interface MediaPayload {
  readonly format: string;
  readonly base64: string;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
  readonly hasAudio: boolean;
}

/** Keeps what arrived at the administrator's side where a person can look at it. */
export function keep(name: string, payload: Pick<MediaPayload, "base64">): void {
  // Whoever has the desktop of a real Electron may not write into the build.
  const folder =
    backEnd() === "electron" ? join(tmpdir(), "clawtray-screenshots") : join(appPath, "out", "screenshots");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), Buffer.from(payload.base64, "base64"));
}

export interface Seen {
  readonly width: number;
  readonly height: number;
  /** Colours among 400 points spread over the picture. */
  readonly colours: number;
  /** Red, green and blue near the lower right corner, 0 to 255. */
  readonly corner: readonly number[];
}

/** Decodes a picture in a page of its own, as the administrator's program would. */
export async function look(page: Page, mediaType: string, base64: string): Promise<Seen> {
  return onBlankPage(page, async (blank) =>
    blank.evaluate(
      async ([type, text]) => {
        const world = globalThis as never as BrowserWorld;
        const bytes = Uint8Array.from(world.atob(text), (letter) => letter.charCodeAt(0));
        const bitmap = await world.createImageBitmap(new Blob([bytes], { type }));
        const canvas = new world.OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d");
        context.drawImage(bitmap, 0, 0);
        const colours = new Set<string>();
        for (let point = 0; point < 400; point += 1) {
          const x = Math.floor(((point % 20) + 0.5) * (bitmap.width / 20));
          const y = Math.floor((Math.floor(point / 20) + 0.5) * (bitmap.height / 20));
          colours.add(context.getImageData(x, y, 1, 1).data.join(","));
        }
        const corner = context.getImageData(bitmap.width - 8, bitmap.height - 8, 1, 1).data;
        return {
          width: bitmap.width,
          height: bitmap.height,
          colours: colours.size,
          corner: [...corner].slice(0, 3),
        };
      },
      [mediaType, base64] as const,
    ),
  );
}

/** Plays a recording from beginning to end; how long it is, and what it shows. */
export async function play(
  page: Page,
  base64: string,
): Promise<Pick<Seen, "width" | "height"> & { seconds: number }> {
  return onBlankPage(page, async (blank) =>
    blank.evaluate(async (text) => {
      const world = globalThis as never as BrowserWorld;
      const bytes = Uint8Array.from(world.atob(text), (letter) => letter.charCodeAt(0));
      const video = world.document.createElement("video");
      video.muted = true;
      video.src = world.URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
      await new Promise<void>((resolve, reject) => {
        video.onended = () => resolve();
        video.onerror = () => reject(new Error("the recording cannot be played"));
        void video.play();
      });
      return { width: video.videoWidth, height: video.videoHeight, seconds: video.currentTime };
    }, base64),
  );
}

async function onBlankPage<Value>(page: Page, work: (blank: Page) => Promise<Value>): Promise<Value> {
  // The pages of real Electron are no browser's: then one of its own plays what was recorded.
  const theirs = page.context().browser();
  const browser = theirs ?? (await launchChromium(null));
  const context = await browser.newContext();
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
    if (theirs === null) await browser.close();
  }
}

/** The few things of a page's world that are used here; the tests are compiled without the DOM. */
interface BrowserWorld {
  atob(text: string): string;
  createImageBitmap(blob: Blob): Promise<{ readonly width: number; readonly height: number }>;
  readonly OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext(kind: "2d"): {
      drawImage(image: object, x: number, y: number): void;
      getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8Array };
    };
  };
  readonly URL: { createObjectURL(blob: Blob): string };
  readonly document: {
    createElement(name: "video"): {
      muted: boolean;
      src: string;
      readonly videoWidth: number;
      readonly videoHeight: number;
      readonly currentTime: number;
      onended: () => void;
      onerror: () => void;
      play(): Promise<void>;
    };
  };
}
