import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A window as the compositor has it: one that is in its tree is mapped. */
export interface MappedWindow {
  readonly id: number;
  readonly title: string;
  readonly appId: string;
  readonly focused: boolean;
  /** Pixels of the screen. */
  readonly rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** What `swaymsg -t get_tree` prints of one container; see sway-ipc(7). */
interface Container {
  readonly id: number;
  readonly name: string | null;
  readonly pid?: number;
  readonly app_id?: string | null;
  readonly visible?: boolean;
  readonly focused: boolean;
  readonly rect: MappedWindow["rect"];
  readonly nodes: readonly Container[];
  readonly floating_nodes: readonly Container[];
}

const withAllInside = (container: Container): Container[] => [
  container,
  ...[...container.nodes, ...container.floating_nodes].flatMap(withAllInside),
];

/** The windows of this process that are mapped and in sight. */
export async function windowsOf(pid: number): Promise<MappedWindow[]> {
  const { stdout } = await run("swaymsg", ["-t", "get_tree"], { maxBuffer: 16 * 1024 * 1024 });
  return withAllInside(JSON.parse(stdout) as Container)
    .filter((one) => one.pid === pid && one.visible === true)
    .map(({ id, name, app_id, focused, rect }) => ({
      id,
      title: name ?? "",
      appId: app_id ?? "",
      focused,
      rect,
    }));
}

/** Closes a window as a person does by its frame. */
export async function closeByFrame({ id }: MappedWindow): Promise<void> {
  await run("swaymsg", [`[con_id=${id}]`, "kill"]);
}

/**
 * How many colours this window has on the screen, and how much of it, from 0 to 1, its most frequent one covers: a
 * window that is mapped and not painted has one colour.
 */
export async function pictureOf({
  rect,
}: MappedWindow): Promise<{ readonly colors: number; readonly most: number }> {
  const area = `${rect.x},${rect.y} ${rect.width}x${rect.height}`;
  const { stdout } = await run("grim", ["-t", "ppm", "-g", area, "-"], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  return colorsOf(stdout);
}

/** Of a binary PPM (`P6`, width, height, depth, one byte a channel). */
function colorsOf(ppm: Buffer): { colors: number; most: number } {
  const header = /^P6\s+\d+\s+\d+\s+255\s/.exec(ppm.subarray(0, 64).toString("latin1"));
  if (header === null) throw new Error("not a picture that grim makes");
  const counts = new Map<number, number>();
  for (let at = header[0].length; at + 2 < ppm.length; at += 3) {
    const color = ppm.readUIntBE(at, 3);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const pixels = (ppm.length - header[0].length) / 3;
  return { colors: counts.size, most: Math.max(...counts.values()) / pixels };
}
