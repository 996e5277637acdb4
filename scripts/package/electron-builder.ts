import { join, resolve } from "node:path";
import { build, type Configuration, Platform } from "electron-builder";
import type { TargetOs } from "./node-runtime.ts";

const repository = resolve(import.meta.dirname, "../..");
const platformOf = { linux: Platform.LINUX, win: Platform.WINDOWS, mac: Platform.MAC } as const;

/** This repository's configuration; the update feed is dated `sourceDateEpoch` (s since 1970) when it is given. */
export function packageConfiguration(sourceDateEpoch: string | undefined): Configuration {
  const extended = { extends: join(repository, "electron-builder.yml") };
  if (sourceDateEpoch === undefined) return extended;
  return {
    ...extended,
    releaseInfo: { releaseDate: new Date(Number(sourceDateEpoch) * 1000).toISOString() },
  };
}

interface Packing {
  readonly os: TargetOs;
  /** As electron-builder names it; `dir` for the folder that the packages are made from. */
  readonly target: string;
  /** The packed app, if it is already packed. */
  readonly prepackaged?: string;
  readonly config: Configuration;
}

/** Makes one package, and the update feed if the system gets its updates through it. Nothing is published. */
export async function makePackage({ os, target, prepackaged, config }: Packing): Promise<void> {
  await build({
    projectDir: repository,
    targets: platformOf[os].createTarget(target),
    ...(prepackaged === undefined ? {} : { prepackaged }),
    config,
    publish: "never",
  });
}
