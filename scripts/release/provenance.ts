import { createHash } from "node:crypto";
import type { Checksum } from "./checksums.ts";

interface Parts {
  readonly subjects: readonly Checksum[];
  readonly commit: string;
  readonly lockfile: Buffer;
  readonly node: string;
}

const source = "https://github.com/clawtray/clawtray";

/**
 * Where the files come from, as in-toto statement v1 with SLSA provenance v1. Unsigned: the release workflow has GitHub
 * attest the same checksums. Contains no time, so that a second run gives the same.
 */
export function provenance({ subjects, commit, lockfile, node }: Parts): string {
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: `${source}/blob/main/scripts/release.ts`,
        externalParameters: { source },
        resolvedDependencies: [
          { uri: `git+${source}`, digest: { gitCommit: commit } },
          {
            uri: "package-lock.json",
            digest: { sha256: createHash("sha256").update(lockfile).digest("hex") },
          },
          { uri: `pkg:npm/node@${node}` },
        ],
      },
      runDetails: { builder: { id: `${source}/blob/main/.github/workflows/release.yml` } },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}
