import type { NodePlatform, SystemPermissions } from "../../shared/capability-state.ts";
import { policyFor } from "../exec/policy/policy.ts";
import { type ApprovalsStore, approvalsPath } from "../exec/policy/store.ts";
import { watchOwnFile } from "../files/watch-file.ts";
import { folderListPath, readFolderList } from "../folders/folder-list.ts";
import type { Logger } from "../log/log.ts";
import { createSkillShelf } from "../skills/shelf.ts";
import { describeThisComputer, type KnownFolder } from "../skills/this-computer.ts";
import { systemClock } from "../time/clock.ts";
import type { ToolDoor } from "../tools/door.ts";
import type { PublishedList } from "./list-publisher.ts";
import type { Node } from "./node.ts";

interface SkillParts {
  readonly stateDir: string;
  readonly log: Logger;
  readonly approvals: ApprovalsStore;
  readonly tools: Pick<ToolDoor, "known" | "subscribe">;
  readonly permissions: () => SystemPermissions;
  /** Not asked before `open`. */
  readonly node: () => Pick<Node, "state" | "subscribe" | "skillsChanged">;
}

/** What a node publishes of skills. */
interface Skills extends PublishedList {
  /** Follows whatever the skill about this computer tells, and tells the node. */
  open(): void;
  close(): void;
}

const platformHere = (): NodePlatform =>
  process.platform === "win32" || process.platform === "darwin" ? process.platform : "linux";

function foldersIn(stateDir: string): readonly KnownFolder[] {
  const list = readFolderList(stateDir);
  return list.ok ? list.value.map(({ path, write }) => ({ path, access: write ? "write" : "read" })) : [];
}

/** The skills of a state folder, on the real clock and operating system. */
export function assembleSkills(parts: SkillParts): Skills {
  const { stateDir, log, approvals, tools, permissions, node } = parts;
  const shelf = createSkillShelf({
    stateDir,
    clock: systemClock,
    log,
    describe: () =>
      describeThisComputer({
        node: node().state(),
        platform: platformHere(),
        permissions: permissions(),
        policy: policyFor(approvals.read().file, null),
        tools: tools.known(),
        folders: foldersIn(stateDir),
      }),
  });
  let stops: readonly (() => void)[] = [];
  return {
    published: () => shelf.published(),
    open() {
      const changed = () => shelf.factsChanged();
      stops = [
        shelf.subscribe(() => node().skillsChanged()),
        node().subscribe(changed),
        tools.subscribe(changed),
        watchOwnFile(approvalsPath(stateDir), changed),
        watchOwnFile(folderListPath(stateDir), changed),
      ];
    },
    close() {
      for (const stop of stops) stop();
      shelf.close();
    },
  };
}
