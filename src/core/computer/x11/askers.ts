import { readFileSync, readlinkSync } from "node:fs";
import { posix } from "node:path";

/**
 * The programs that ask the person for a password or for leave, and that lock the screen, by the names of their
 * executables: not all of them take the keyboard. Source: the packages of Debian 12 and 13, and of the desktops' own.
 */
const exactly = new Set([
  // Agents of polkit.
  ...["polkit-gnome-authentication-agent-1", "polkit-kde-authentication-agent-1"],
  ...[
    "polkit-mate-authentication-agent-1",
    "lxpolkit",
    "lxqt-policykit-agent",
    "xfce-polkit",
    "dde-polkit-agent",
  ],
  ...["ts-polkitagent", "ukui-polkit", "io.elementary.desktop.agent-polkit", "pantheon-agent-polkit"],
  // Keyrings, keys and passwords for other programs.
  ...["gcr-prompter", "gcr-ssh-askpass", "gcr4-ssh-askpass", "kwalletd5", "kwalletd6", "ksecretd"],
  ...["ssh-askpass", "x11-ssh-askpass", "gnome-ssh-askpass", "gnome-ssh-askpass2", "gnome-ssh-askpass3"],
  ...["ksshaskpass", "lxqt-openssh-askpass", "lxqt-sudo", "kdesu", "systemd-gnome-ask-password-agent"],
  // Lock screens.
  ...["xscreensaver", "xscreensaver-auth", "xscreensaver-gfx", "i3lock", "slock", "xlock", "xtrlock"],
  // The second shows the field of the first.
  ...["xsecurelock", "auth_x11"],
  ...[
    "light-locker",
    "gnome-screensaver",
    "gnome-screensaver-dialog",
    "mate-screensaver",
    "mate-screensaver-dialog",
  ],
  ...["xfce4-screensaver", "xfce4-screensaver-dialog", "cinnamon-screensaver", "kscreenlocker_greet"],
]);
/** Each desktop has its own; a portal's dialogs give a program the screen, the camera or files. */
const families = /^(pinentry|xdg-desktop-portal)(-|$)/;
/** They show what a script wants to be asked; for a password when one of these words is among theirs. */
const scripted = /^(zenity|qarma|matedialog|yad|kdialog)$/;
const forPassword = /^--(password|newpassword|add-password|hide-text)(=|$)|^--field=.*:H$/;
/** The kernel keeps no more of a name. Source: proc(5), /proc/pid/comm. */
const COMM_LENGTH = 15;
const cut = new Set([...exactly].map((name) => name.slice(0, COMM_LENGTH)));

/**
 * `executable` is where a process's program is, null when that is not told; `comm` what the kernel calls it; `words` what
 * it was started with, asked for only where it matters. Pure.
 */
export function isAsker(executable: string | null, comm: string, words: () => readonly string[]): boolean {
  // Updated while it runs.
  const name = posix.basename((executable ?? "").replace(/ \(deleted\)$/, ""));
  if (exactly.has(name) || families.test(name)) return true;
  if (scripted.test(name) && words().some((word) => forPassword.test(word))) return true;
  // Some are scripts, and of what runs with other rights the executable is not told.
  return cut.has(comm) || families.test(comm);
}

/** Whether one of these processes asks the person something, or locks the screen. Never throws. */
export function hasAsker(pids: readonly number[]): boolean {
  return [...new Set(pids)].some((pid) =>
    isAsker(
      told(() => readlinkSync(`/proc/${pid}/exe`)) ?? null,
      told(() => readFileSync(`/proc/${pid}/comm`, "utf8"))?.trimEnd() ?? "",
      () => told(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"))?.split("\0") ?? [],
    ),
  );
}

/** Undefined of a process that is gone, or somebody else's. At once: the kernel has it in memory, and others wait. */
function told(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
