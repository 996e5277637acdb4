import { expect, test } from "vitest";
import { isAsker } from "../../../src/core/computer/x11/askers.ts";

const processes: readonly (readonly [
  executable: string | null,
  comm: string,
  asks: boolean,
  words?: readonly string[],
])[] = [
  ["/usr/lib/policykit-1-gnome/polkit-gnome-authentication-agent-1", "polkit-gnome-au", true],
  ["/usr/lib/x86_64-linux-gnu/libexec/polkit-kde-authentication-agent-1", "polkit-kde-auth", true],
  ["/usr/bin/lxpolkit", "lxpolkit", true],
  ["/usr/libexec/polkit-mate-authentication-agent-1", "polkit-mate-aut", true],
  ["/usr/libexec/ssh-askpass/x11-ssh-askpass", "x11-ssh-askpass", true],
  ["/usr/lib/openssh/gnome-ssh-askpass", "gnome-ssh-askpa", true],
  ["/usr/bin/ksshaskpass", "ksshaskpass", true],
  ["/usr/bin/kwalletd5", "kwalletd5", true],
  ["/usr/libexec/gcr-prompter", "gcr-prompter", true],
  ["/usr/libexec/gcr-prompter (deleted)", "gcr-prompter", true],
  ["/usr/bin/pinentry-gtk-2", "pinentry-gtk-2", true],
  ["/usr/bin/pinentry-qt", "pinentry-qt", true],
  ["/usr/bin/pinentry", "pinentry", true],
  ["/usr/libexec/xdg-desktop-portal-gtk", "xdg-desktop-por", true],
  ["/usr/libexec/xdg-desktop-portal-kde", "xdg-desktop-por", true],
  ["/usr/lib/x86_64-linux-gnu/libexec/kscreenlocker_greet", "kscreenlocker_g", true],
  ["/usr/bin/i3lock", "i3lock", true],
  ["/usr/bin/slock", "slock", true],
  ["/usr/libexec/xscreensaver/xscreensaver-gfx", "xscreensaver-gf", true],
  ["/usr/bin/xsecurelock", "xsecurelock", true],
  ["/usr/libexec/xsecurelock/auth_x11", "auth_x11", true],
  [null, "xtrlock", true],
  // What a script asks.
  ["/usr/bin/zenity", "zenity", true, ["zenity", "--password"]],
  ["/usr/bin/zenity", "zenity", true, ["zenity", "--forms", "--add-entry=Name", "--add-password=Secret"]],
  ["/usr/bin/zenity", "zenity", true, ["zenity", "--entry", "--hide-text"]],
  ["/usr/bin/zenity", "zenity", false, ["zenity", "--entry", "--text=--password"]],
  ["/usr/bin/yad", "yad", true, ["yad", "--form", "--field=Secret:H"]],
  ["/usr/bin/yad", "yad", false, ["yad", "--form", "--field=Name:RO"]],
  ["/usr/bin/kdialog", "kdialog", true, ["kdialog", "--password", "Secret"]],
  ["/usr/bin/mariadb", "mariadb", false, ["mariadb", "--password"]],
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

const all = processes.map(([executable, comm, asks, words = []]) => [executable, comm, asks, words] as const);

test.each(all)("%s, called %j: asks the person %s", (executable, comm, asks, words) => {
  expect(isAsker(executable, comm, () => words)).toBe(asks);
});
