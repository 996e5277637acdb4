import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import type { MenuLine, TrayFacts } from "../protocol.ts";
import { answerHost } from "./channel.ts";
import { computer, mustBeReady } from "./computer.ts";
import type { Menu, MenuItem } from "./menu.ts";
import { NativeImage } from "./native-image.ts";

const trays: Tray[] = [];

function imageOf(image: NativeImage | string): NativeImage {
  if (typeof image !== "string") return image;
  if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`);
  return new NativeImage(image);
}

export class Tray extends EventEmitter {
  #image: NativeImage;
  #tooltip = "";
  #menu: Menu | null = null;
  /** Linux hands the menu over to the desktop when it is set; of later changes only a switch is seen. */
  #handedOver: { readonly line: MenuLine; readonly item: MenuItem }[] = [];
  readonly #labelsSet = new Set<string>();
  #destroyed = false;

  constructor(image: NativeImage | string) {
    super();
    mustBeReady("Cannot create Tray");
    this.#image = imageOf(image);
    trays.push(this);
  }
  #use(): void {
    if (this.#destroyed) throw new Error("Tray is destroyed");
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  setImage(image: NativeImage | string): void {
    this.#use();
    this.#image = imageOf(image);
  }
  setToolTip(tooltip: string): void {
    this.#use();
    this.#tooltip = tooltip;
  }
  setContextMenu(menu: Menu | null): void {
    this.#use();
    this.#menu = menu;
    for (const { label } of menu?.items ?? []) this.#labelsSet.add(label);
    this.#handedOver = (menu?.items ?? []).map((item) => ({ line: item.line(), item }));
  }
  destroy(): void {
    this.#destroyed = true;
  }
  #lines(): readonly { readonly line: MenuLine; readonly item: MenuItem }[] {
    if (computer.platform === "linux") {
      return this.#handedOver.map(({ line, item }) => ({ line: { ...line, checked: item.checked }, item }));
    }
    return (this.#menu?.items ?? []).map((item) => ({ line: item.line(), item }));
  }
  choose(label: string, section: string | null): void {
    const within = this.#lines().find(({ line }) => line.label === section)?.item.submenu?.items ?? [];
    const lines = section === null ? this.#lines() : within.map((item) => ({ line: item.line(), item }));
    const found = lines.find(({ line }) => line.label === label);
    if (found === undefined) throw new Error(`the tray menu has no "${label}" in ${section ?? "itself"}`);
    if (!found.line.enabled) throw new Error(`"${label}" cannot be chosen`);
    found.item.choose();
  }
  facts(): TrayFacts {
    return {
      destroyed: this.#destroyed,
      tooltip: this.#tooltip,
      menu: this.#lines().map(({ line }) => line),
      image: this.#image.file,
      template: this.#image.isTemplateImage(),
      labelsSet: [...this.#labelsSet],
    };
  }
}

answerHost("tray.choose", (label: string, section: string | null) => {
  const tray = trays.find((one) => !one.isDestroyed());
  if (tray === undefined) throw new Error("there is no tray icon");
  tray.choose(label, section);
});
answerHost("tray.click", () => {
  trays.find((one) => !one.isDestroyed())?.emit("click");
});

export const trayFacts = (): TrayFacts[] => trays.map((tray) => tray.facts());
