import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** What electron-updater reads: latest.yml, latest-mac.yml, latest-linux.yml. */
export interface Feed {
  readonly version: string;
  readonly files: readonly { readonly url: string; readonly sha512: string; readonly size: number }[];
  /** Of the first file, for updaters that know no `files`. */
  readonly path: string;
  readonly sha512: string;
  readonly releaseDate: string;
}

const feedName = /^latest.*\.yml$/;

/**
 * Removes the feeds from the folder and returns them by name: electron-builder rewrites the feed for each package it
 * makes separately.
 */
export function takeFeeds(folder: string): ReadonlyMap<string, Feed> {
  const feeds = new Map<string, Feed>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!feedName.test(name)) continue;
    feeds.set(name, parse(readFileSync(join(folder, name), "utf8")) as Feed);
    rmSync(join(folder, name));
  }
  return feeds;
}

/** One feed of all packages of a system; a zip first, because the macOS updater uses that. Pure. */
export function mergeFeeds(first: Feed | undefined, second: Feed): Feed {
  const isZip = ({ url }: { readonly url: string }) => url.endsWith(".zip");
  const all = [...(first?.files ?? []), ...second.files];
  const files = [...all.filter(isZip), ...all.filter((file) => !isZip(file))];
  const { url: path, sha512 } = files[0] ?? { url: second.path, sha512: second.sha512 };
  return { ...second, files, path, sha512 };
}

/** Writes them back, the date as text: YAML 1.1, which the updater reads, would take it for another type. */
export function putFeeds(folder: string, feeds: ReadonlyMap<string, Feed>): void {
  for (const [name, feed] of feeds)
    writeFileSync(join(folder, name), stringify(feed, { version: "1.1", lineWidth: 0 }));
}
