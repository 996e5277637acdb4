import { join } from "node:path";
import { readText } from "./read-text.ts";

/** What firmware reports when its maker never filled it in. */
const PLACEHOLDER =
  /^(system product name|to be filled|default string|not (applicable|specified)|none|o\.e\.m\.)/i;

/** Maker and model of this computer, as its firmware reports them; null when it does not. `root` is where `/sys` is. */
export async function readModel(platform: NodeJS.Platform, root = "/"): Promise<string | null> {
  if (platform !== "linux") return otherModel();
  const firmware = join(root, "sys/class/dmi/id");
  const [maker, product, board] = await Promise.all([
    readText(join(firmware, "sys_vendor")),
    readText(join(firmware, "product_name")),
    readText(join(root, "proc/device-tree/model")),
  ]);
  return named(maker, product) ?? named(null, board);
}

async function otherModel(): Promise<string | null> {
  const { default: information } = await import("systeminformation");
  const { manufacturer, model } = await information.system();
  return named(manufacturer, model);
}

function named(maker: string | null, model: string | null): string | null {
  if (model === null || model.trim() === "" || PLACEHOLDER.test(model)) return null;
  const known =
    maker === null || PLACEHOLDER.test(maker) || model.startsWith(maker) ? "" : `${maker.trim()} `;
  return `${known}${model.trim()}`.slice(0, 200);
}
