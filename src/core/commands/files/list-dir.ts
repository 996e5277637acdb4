import { dirname } from "node:path";
import { isRecord } from "../../../shared/record.ts";
import { judge } from "../../folders/judge.ts";
import { openFolder } from "../../folders/open-folder.ts";
import { privateIdentities } from "../../folders/private-places.ts";
import { type Command, CommandError } from "../command.ts";
import { lookAtAll, namesIn } from "./dir-list.ts";
import { admit, type FileSetup } from "./file-setup.ts";

/** More folders than a person looks through. */
const MOST = 2_000;

/**
 * `fs.listDir {path?}` -> `{path, parent?, home, entries: [{name, path}]}`: folders only, for the dashboard's folder
 * picker. Source: openclaw 2026.9.6, its node host. Without a path it lists the owner's folders, which stand for home.
 */
export function listDir(setup: FileSetup): Command {
  return {
    name: "fs.listDir",
    capability: "file",
    isDeclared: () => setup.isOpen("read"),
    async run(given, context) {
      const folders = setup.folders();
      const places = setup.places();
      const home = places.home ?? "/";
      const asked = isRecord(given) ? given.path : undefined;
      const isHome = asked === undefined || asked === null || asked === "" || asked === home;
      if (isHome && judge(home, folders, places).kind !== "inside")
        return { path: home, home, entries: folders.map(({ path }) => ({ name: path, path })) };
      const admitted = admit(isHome ? home : asked, "read", folders, places);
      if (!admitted.ok) throw new CommandError(admitted.failure.code, admitted.failure.message);
      const path = admitted.value;
      const reached = await openFolder(path, privateIdentities(places));
      if (!reached.ok)
        throw new CommandError("UNAVAILABLE", `this folder cannot be listed (${reached.failure.why})`);
      const { folder, missing } = reached.value;
      try {
        if (missing.length > 0) throw new CommandError("NOT_FOUND", "path not found");
        const call = { params: {}, path, folders, places, forbidden: new Set<string>(), preflight: false };
        const names = await namesIn(folder, { ...call, context, setup });
        const found = await lookAtAll(folder, names);
        const inner = found.filter(({ stats }) => stats.isDirectory()).slice(0, MOST);
        const parent = dirname(path);
        const shown = judge(parent, folders, places).kind === "inside" ? parent : home;
        return {
          path,
          ...(path === home ? {} : { parent: shown }),
          home,
          entries: inner.map(({ name }) => ({ name, path: folder.pathOf(name) })),
        };
      } finally {
        await folder.close();
      }
    },
  };
}
