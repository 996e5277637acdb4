import { EventEmitter } from "node:events";
import type { MenuLine } from "../protocol.ts";

interface Template {
  readonly label?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly click?: (item: MenuItem) => void;
  readonly submenu?: readonly Template[];
}

export class MenuItem {
  label: string;
  readonly type: string;
  enabled: boolean;
  checked: boolean;
  readonly submenu: Menu | null;
  readonly #click: ((item: MenuItem) => void) | undefined;

  constructor(template: Template) {
    this.label = template.label ?? "";
    this.type = template.type ?? (template.submenu === undefined ? "normal" : "submenu");
    this.submenu = template.submenu === undefined ? null : Menu.buildFromTemplate(template.submenu);
    this.enabled = template.enabled ?? true;
    this.checked = template.checked ?? false;
    this.#click = template.click;
  }
  /** A person chose it: checkboxes turn by themselves first, as in Electron. */
  choose(): void {
    if (!this.enabled || this.type === "separator" || this.submenu !== null)
      throw new Error(`"${this.label}" cannot be chosen`);
    if (this.type === "checkbox") this.checked = !this.checked;
    this.#click?.(this);
  }
  line(): MenuLine {
    const { label, type, enabled, checked, submenu } = this;
    const own = { label, type, enabled, checked };
    return submenu === null ? own : { ...own, section: submenu.items.map((item) => item.line()) };
  }
}

export class Menu extends EventEmitter {
  readonly items: MenuItem[] = [];
  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu();
    for (const entry of template) menu.items.push(new MenuItem(entry));
    return menu;
  }
  /** At first Electron's own, with reload and developer tools. */
  static #application: Menu | null = Menu.buildFromTemplate([{ label: "View" }]);
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
  append(item: MenuItem): void {
    this.items.push(item);
  }
}
