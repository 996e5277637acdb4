import { expect, test } from "vitest";
import { isAsker } from "../../../src/core/computer/x11/askers.ts";

const processes: readonly (readonly [executable: string | null, comm: string, asks: boolean])[] = [
  ["/usr/lib/policykit-1-gnome/polkit-gnome-authentication-agent-1", "polkit-gnome-au", true],
  ["/usr/lib/x86_64-linux-gnu/libexec/polkit-kde-authentication-agent-1", "polkit-kde-auth", true],
  ["/usr/bin/lxpolkit", "lxpolkit", true],
  ["/usr/libexec/gcr-prompter", "gcr-prompter", true],
  ["/usr/libexec/gcr-prompter (deleted)", "gcr-prompter", true],
  ["/usr/bin/pinentry-gtk-2", "pinentry-gtk-2", true],
  ["/usr/bin/pinentry-qt", "pinentry-qt", true],
  ["/usr/bin/pinentry", "pinentry", true],
  ["/usr/libexec/xdg-desktop-portal-gtk", "xdg-desktop-por", true],
  ["/usr/libexec/xdg-desktop-portal-kde", "xdg-desktop-por", true],
  ["/usr/lib/x86_64-linux-gnu/libexec/kscreenlocker_greet", "kscreenlocker_g", true],
  ["/usr/bin/i3lock", "i3lock", true],
  // Run with other rights: the executable is not told.
  [null, "slock", true],
  [null, "xscreensaver-au", true],
  // A script of Python.
  ["/usr/bin/python3.11", "cinnamon-screen", true],
  ["/usr/bin/python3.11", "python3", false],
  ["/usr/bin/firefox", "firefox", false],
  ["/usr/bin/nautilus (deleted)", "nautilus", false],
  // The name of a folder, or a part of a name, is none.
  ["/opt/pinentry-tools/editor", "editor", false],
  ["/usr/bin/i3", "i3", false],
  ["/usr/bin/pinentryviewer", "pinentryviewer", false],
  ["/usr/bin/polkit-explorer", "polkit-explorer", false],
  [null, "", false],
];

test.each(processes)("%s, called %j: asks the person %s", (executable, comm, asks) => {
  expect(isAsker(executable, comm)).toBe(asks);
});
