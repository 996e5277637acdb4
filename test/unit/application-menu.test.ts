import { expect, test, vi } from "vitest";
import { applicationMenu } from "../../src/main/window/application-menu.ts";
import { desktop as german } from "../../src/shared/words/de/desktop.ts";
import { desktop as english } from "../../src/shared/words/en/desktop.ts";

vi.mock("electron", () => ({ Menu: {} }));

test("only macOS has a menu bar of the app's own", () => {
  expect(applicationMenu("linux", english.menu)).toBe(null);
  expect(applicationMenu("win32", english.menu)).toBe(null);
});

test("macOS' menus have the keys for copying, closing and quitting, in the person's words, and no developer's tools", () => {
  const menu = JSON.stringify(applicationMenu("darwin", german.menu));
  for (const role of ["copy", "paste", "selectAll", "close", "quit"])
    expect(menu).toContain(`"role":"${role}"`);
  expect(menu).toContain(german.menu.quit);
  expect(menu).not.toMatch(/devtools|reload|zoom|help/i);
  // An entry without words of ours would be Electron's English.
  for (const [entry, label] of menu.matchAll(/\{"role":"(?!appMenu)[^"]*"(,"label")?/g)) {
    expect([entry, label]).toEqual([entry, ',"label"']);
  }
});
