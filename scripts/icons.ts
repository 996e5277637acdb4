import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { trayBody, trayDrawings } from "../assets/sources/tray-icons.ts";
import { launchChromium } from "../test/electron/host/chromium.ts";
import { icnsFile, icoFile, type SizedPng } from "./icon-files.ts";

/** Draws every icon from its source. Run by hand after a change there; the results are committed. */

const assets = fileURLToPath(new URL("../assets", import.meta.url));
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const TRAY_SIZE = 16;
/** macOS menu bars are 22 points high, their icons 16 to 18. */
const MAC_SIZE = 18;
const SCALES = [1, 2, 3];

type Drawing = keyof typeof trayDrawings;
type Look = "light" | "dark" | "mac" | "outlined";

/** The claw behind is cut out around the sign, so that the sign stands alone at 16 pixels. */
function trayIcon(phase: Drawing, look: Look): string {
  const { strength, sign, colour } = trayDrawings[phase];
  const inks = { mac: "#000000", light: "#2a3239", dark: "#f4f7f9", outlined: "#2a3239" };
  const ink = inks[look];
  const signInk = look === "mac" ? "#000000" : colour[look === "outlined" ? "light" : look];
  const cut = sign === null ? "" : `<circle cx="12.3" cy="12.2" r="4.9" fill="black"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
    <mask id="cut"><rect width="16" height="16" fill="white"/>${cut}</mask>
    <mask id="holes"><rect width="16" height="16" fill="white"/><g stroke="black" stroke-linecap="round">${hole(sign)}</g></mask>
    ${look === "outlined" ? outline(sign) : ""}
    <g mask="url(#cut)" opacity="${look === "outlined" ? 1 : strength}" fill="none" stroke="${ink}" stroke-width="1.5"
       stroke-linecap="round" stroke-linejoin="round">${trayBody}</g>
    <g mask="url(#holes)" fill="${signInk}" stroke="${signInk}" stroke-linecap="round" stroke-linejoin="round">
      ${(sign ?? "").replace(/<path class="hole"[^>]*\/>/g, "")}</g>
  </svg>`;
}

/** A light edge around everything, for panels that are dark. */
const outline = (sign: string | null): string => `
  <g fill="none" stroke="#ffffff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">${trayBody}</g>
  <g fill="#ffffff" stroke="#ffffff" stroke-linecap="round" stroke-linejoin="round" style="filter: drop-shadow(0 0 .01px #fff)">
    <circle cx="12.3" cy="12.2" r="${sign === null ? 0 : 3.7}" stroke="none"/></g>`;

const hole = (sign: string | null): string => /<path class="hole"[^>]*\/>/.exec(sign ?? "")?.[0] ?? "";

async function draw(page: Page, svg: string, size: number, file: string): Promise<void> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  const image = await page.screenshot({ omitBackground: true });
  const path = join(assets, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, image);
}

const sizedPng = (size: number, file: string): SizedPng => ({ size, png: readFileSync(join(assets, file)) });

const browser = await launchChromium(null);
const page = await browser.newPage();
const app = readFileSync(join(assets, "sources", "app.svg"), "utf8");
for (const size of APP_SIZES) await draw(page, app, size, `icons/${size}x${size}.png`);
await draw(page, app, 1024, "icons/icon.png");
const drawn = APP_SIZES.map((size): SizedPng => sizedPng(size, `icons/${size}x${size}.png`));
writeFileSync(join(assets, "icon.ico"), icoFile(drawn.filter(({ size }) => size <= 256)));
writeFileSync(join(assets, "icon.icns"), icnsFile([...drawn, sizedPng(1024, "icons/icon.png")]));
for (const phase of Object.keys(trayDrawings) as Drawing[]) {
  for (const scale of SCALES) {
    const suffix = scale === 1 ? "" : `@${scale}x`;
    await draw(page, trayIcon(phase, "light"), TRAY_SIZE * scale, `tray/light/${phase}${suffix}.png`);
    await draw(page, trayIcon(phase, "dark"), TRAY_SIZE * scale, `tray/dark/${phase}${suffix}.png`);
    await draw(page, trayIcon(phase, "outlined"), TRAY_SIZE * scale, `tray/outlined/${phase}${suffix}.png`);
    await draw(page, trayIcon(phase, "mac"), MAC_SIZE * scale, `tray/mac/${phase}Template${suffix}.png`);
  }
}
await browser.close();
