import { call, processOf, properties } from "./bus.ts";

/**
 * A tray icon as the panel has it. Source: StatusNotifierItem (freedesktop.org, "Status Notifier Item") and the
 * interface description of com.canonical.dbusmenu.
 */
export interface StatusItem {
  /** The connection that serves it. */
  readonly destination: string;
  readonly path: string;
  readonly toolTip: string;
  readonly title: string;
  /** Widths of the pictures it offers, pixels. */
  readonly widths: readonly number[];
  /** Of the largest picture: four bytes a pixel, alpha first. */
  readonly pixels: readonly number[];
  readonly menuPath: string;
}

export interface StatusMenuLine {
  readonly id: number;
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  /** Null when it is no switch. */
  readonly checked: boolean | null;
}

const ITEM = "org.kde.StatusNotifierItem";
const WATCHER = "org.kde.StatusNotifierWatcher";

/** The tray icon of this process in the panel; null while the panel has none of it. */
export async function statusItemOf(pid: number): Promise<StatusItem | null> {
  const { RegisteredStatusNotifierItems: items } = await properties(
    "session",
    WATCHER,
    "/StatusNotifierWatcher",
    WATCHER,
  );
  for (const item of items as readonly string[]) {
    const slash = item.indexOf("/");
    const destination = item.slice(0, slash);
    if ((await processOf(destination).catch(() => -1)) === pid) return read(destination, item.slice(slash));
  }
  return null;
}

async function read(destination: string, path: string): Promise<StatusItem> {
  const all = await properties("session", destination, path, ITEM);
  const pictures = (all.IconPixmap ?? []) as readonly (readonly [number, number, readonly number[]])[];
  const largest = [...pictures].sort(([one], [other]) => other - one)[0];
  const [, , toolTip] = (all.ToolTip ?? ["", [], "", ""]) as readonly [string, unknown, string, string];
  return {
    destination,
    path,
    toolTip,
    title: String(all.Title ?? ""),
    widths: pictures.map(([width]) => width),
    pixels: largest?.[2] ?? [],
    menuPath: String(all.Menu ?? "/MenuBar"),
  };
}

/** A click on it with the main button. */
export async function activate({ destination, path }: StatusItem): Promise<void> {
  await call("session", { destination, path, interface: ITEM, member: "Activate" }, "ii", "10", "10");
}

type Layout = readonly [
  id: number,
  properties: Readonly<Record<string, unknown>>,
  children: readonly Layout[],
];

/** The lines of its menu, as a panel reads them when it is opened. */
export async function menuOf({ destination, menuPath }: StatusItem): Promise<StatusMenuLine[]> {
  const menu = { destination, path: menuPath, interface: "com.canonical.dbusmenu" };
  // Not every version of Electron knows its own root here; a panel goes on all the same.
  await call("session", { ...menu, member: "AboutToShow" }, "i", "0").catch(() => undefined);
  const [, layout] = await call("session", { ...menu, member: "GetLayout" }, "iias", "0", "-1", "0");
  const [, , children] = layout as Layout;
  return children.map(([id, facts]) => ({
    id,
    // An underscore marks the key of a line; two are one.
    label: String(facts.label ?? "").replace(/_(.)/g, "$1"),
    type: String(facts.type ?? "standard"),
    enabled: facts.enabled !== false,
    visible: facts.visible !== false,
    checked: facts["toggle-type"] === undefined ? null : facts["toggle-state"] === 1,
  }));
}

/** Chooses a line of its menu, as a person does in the panel. */
export async function chooseFrom(item: StatusItem, label: string): Promise<void> {
  const line = (await menuOf(item)).find((one) => one.label === label);
  if (line === undefined) throw new Error(`the tray menu has no "${label}"`);
  const menu = { destination: item.destination, path: item.menuPath, interface: "com.canonical.dbusmenu" };
  await call("session", { ...menu, member: "Event" }, "isvu", String(line.id), "clicked", "s", "", "0");
}
