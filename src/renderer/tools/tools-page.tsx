import type { AppSnapshot } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";
import { CommandLine } from "../components/command-line.tsx";
import { Notice } from "../components/notice.tsx";
import { PageTitle } from "../components/page-title.tsx";
import { BuiltInSection } from "./built-in-section.tsx";
import { FoldersSection } from "./folders-section.tsx";
import { ServersSection } from "./servers-section.tsx";
import { SkillsSection } from "./skills-section.tsx";

/** What the gateway's agents may use of this computer besides programs, section by section. */
export function ToolsPage() {
  const { words } = useApp();
  return (
    <div class="stack">
      <PageTitle>{words.tools.title}</PageTitle>
      <p class="quiet">{words.tools.lead}</p>
      <Remarks />
      <BuiltInSection />
      <ServersSection />
      <FoldersSection />
      <SkillsSection />
    </div>
  );
}

/**
 * What the administrator types to let the first tool through: empty while nothing is on, and so nothing was asked; null
 * when there is nothing to wait for.
 */
function waitsForApproval({ node, tools }: AppSnapshot): string | null {
  const isOn = [...tools.builtIn, ...tools.servers.flatMap((server) => server.tools)].some(
    ({ consent }) => consent !== "off",
  );
  if (!isOn) return "";
  if (node.phase !== "connected" || node.surface.status !== "pending") return null;
  const waits = node.added === undefined || node.added.includes("mcp.tools.call.v1");
  return waits ? node.surface.adminCommand : null;
}

/** What keeps every tool from being used. */
function Remarks() {
  const { snapshot, words } = useApp();
  const { unusable } = snapshot.tools;
  const waits = waitsForApproval(snapshot);
  return (
    <>
      {waits !== null && (
        <Notice kind="information">
          <p>{words.tools.approval}</p>
          {waits !== "" && <CommandLine command={waits} what="surface-command" />}
        </Notice>
      )}
      {snapshot.node.warnings.includes("gateway-without-tools") && (
        <Notice kind="warning">
          <p>{words.tools.tooOld}</p>
        </Notice>
      )}
      {unusable !== null && (
        <Notice kind="problem">
          <p>{words.tools.unusable[unusable]}</p>
        </Notice>
      )}
    </>
  );
}
