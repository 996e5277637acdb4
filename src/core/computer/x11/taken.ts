import { atom, grabProbe, property, shownByItself, textProperty, tree } from "./requests.ts";
import { RequestRefused, type XConnection } from "./wire.ts";

/** Whoever asks for a password, and a lock screen, takes the keyboard so that nobody else reads it. So does a menu. */
export interface Taken {
  /** The keyboard by itself, as viewers of other computers also do. */
  keyboard(): Promise<boolean>;
  /** Both, as every lock screen does: what is under the pointer gets nothing of it. */
  all(): Promise<boolean>;
}

/** Source: EWMH, `_NET_WM_WINDOW_TYPE`. */
const menus = ["MENU", "POPUP_MENU", "DROPDOWN_MENU", "COMBO"];
/** These take it for all that they show themselves, an overview in which one types as well. */
const shells = /^(GNOME Shell|Mutter|Muffin|Mutter \(Muffin\))$/;
/** A window manager has it for a moment while it looks at a shortcut. Milliseconds. */
const MOMENT = 20;
const MOMENTS = 10;

/** Finds out what has been taken by what is neither a menu nor a shell. */
export async function findTaken(x: XConnection, root: number): Promise<Taken> {
  const grabs = grabProbe(x, root, x.setup.resources | 1);
  const [typeName, checkName, wmName, ...menuTypes] = await Promise.all(
    [
      "_NET_WM_WINDOW_TYPE",
      "_NET_SUPPORTING_WM_CHECK",
      "_NET_WM_NAME",
      ...menus.map((name) => `_NET_WM_WINDOW_TYPE_${name}`),
    ].map((name) => atom(x, name)),
  );

  async function isMenu(window: number): Promise<boolean> {
    if (!typeName || !(await shownByItself(x, window))) return false;
    return (await property(x, window, typeName)).some((type) => menuTypes.includes(type));
  }

  async function isShell(): Promise<boolean> {
    if (!checkName || !wmName) return false;
    const [window] = await property(x, root, checkName);
    return window !== undefined && shells.test(await textProperty(x, window, wmName));
  }

  /** A window may go while it is being asked about. */
  const unlessGone = (asked: Promise<boolean>) =>
    asked.catch((error: unknown) => {
      if (error instanceof RequestRefused) return false;
      throw error;
    });

  async function isLongTaken(isGrabbed: () => Promise<boolean>): Promise<boolean> {
    for (let moment = 0; await isGrabbed(); moment += 1) {
      if (await unlessGone(isShell())) return false;
      const { children } = await tree(x, root);
      if ((await Promise.all(children.map((window) => unlessGone(isMenu(window))))).includes(true))
        return false;
      if (moment === MOMENTS) return true;
      await new Promise((resolve) => setTimeout(resolve, MOMENT));
    }
    return false;
  }

  return {
    keyboard: () => isLongTaken(grabs.keyboard),
    all: () =>
      isLongTaken(async () => {
        const both = await Promise.all([grabs.keyboard(), grabs.pointer()]);
        return both.every(Boolean);
      }),
  };
}
