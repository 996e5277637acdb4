import { type Bus, call, processOf, properties } from "./bus.ts";

/**
 * A tray icon as the panel has it. Source: StatusNotifierItem (freedesktop.org, "Status Notifier Item") and the
 * interface description of com.canonical.dbusmenu.
 */
export interface StatusItem {
  readonly bus: Bus;
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

/** The tray icon of this process in the panel; null while the panel has none of it, or nobody is a panel. */
export async function statusItemOf(pid: number, bus: Bus = "session"): Promise<StatusItem | null> {
  const watcher = await properties(bus, WATCHER, "/StatusNotifierWatcher", WATCHER).catch(() => null);
  for (const item of (watcher?.RegisteredStatusNotifierItems ?? []) as readonly string[]) {
    const slash = item.indexOf("/");
    const destination = item.slice(0, slash);
    const owner = await processOf(bus, destination).catch(() => -1);
    if (owner === pid) return read(bus, destination, item.slice(slash));
  }
  return null;
}

async function read(bus: Bus, destination: string, path: string): Promise<StatusItem> {
  const all = await properties(bus, destination, path, ITEM);
  const pictures = (all.IconPixmap ?? []) as readonly (readonly [number, number, readonly number[]])[];
  const largest = [...pictures].sort(([one], [other]) => other - one)[0];
  const [, , toolTip] = (all.ToolTip ?? ["", [], "", ""]) as readonly [string, unknown, string, string];
  return {
    bus,
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
export async function activate({ bus, destination, path }: StatusItem): Promise<void> {
  await call(bus, { destination, path, interface: ITEM, member: "Activate" }, "ii", "10", "10");
}

type Layout = readonly [
  id: number,
  properties: Readonly<Record<string, unknown>>,
  children: readonly Layout[],
];

/** The lines of its menu, as a panel reads them when it is opened. */
export async function menuOf({ bus, destination, menuPath }: StatusItem): Promise<StatusMenuLine[]> {
  const menu = { destination, path: menuPath, interface: "com.canonical.dbusmenu" };
  // Not every version of Electron knows its own root here; a panel goes on all the same.
  await call(bus, { ...menu, member: "AboutToShow" }, "i", "0").catch(() => undefined);
  const [, layout] = await call(bus, { ...menu, member: "GetLayout" }, "iias", "0", "-1", "0");
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
  await call(item.bus, { ...menu, member: "Event" }, "isvu", String(line.id), "clicked", "s", "", "0");
}
