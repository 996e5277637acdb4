import { join } from "node:path";
import { app } from "electron";
import type { Logger } from "../../core/log/log.ts";
import { registerImageScheme } from "./image-scheme.ts";

/** Links that come from the desktop, even before anything is ready to take them. */
export interface DeepLinks {
  /** From now on every link goes to `take`; those that came before come first. */
  deliverTo(take: (link: string) => void): void;
  /** A link that came on a command line. */
  add(link: string): void;
}

/** Registers for `oc-pair://` and listens. Call before the app is ready: macOS may open a link at once. */
export function setUpDeepLinks({
  log,
  image,
}: {
  readonly log: Logger;
  readonly image: string | null;
}): DeepLinks {
  const waiting: string[] = [];
  let take: ((link: string) => void) | null = null;
  const add = (link: string) => {
    if (take === null) waiting.push(link);
    else take(link);
  };
  // The packages register the scheme themselves; a run from a checkout must not take it from them.
  if (image !== null) registerImageScheme(image, dataFolder(), log);
  else if (app.isPackaged) app.setAsDefaultProtocolClient("oc-pair");
  app.on("open-url", (event, url) => {
    event.preventDefault();
    add(url);
  });
  return {
    add,
    deliverTo(receiver) {
      take = receiver;
      for (const link of waiting.splice(0)) receiver(link);
    },
  };
}

const dataFolder = (): string => process.env.XDG_DATA_HOME || join(app.getPath("home"), ".local", "share");
