/** What the changelog says about a version, or about what is not released yet; null when it says nothing. */
export function releaseNotes(changelog: string, version: string, unreleased: boolean): string | null {
  const sections = changelog.split(/^## /m).slice(1);
  const section =
    sections.find((text) => text.split(/[\s,(]/)[0] === version) ??
    (unreleased ? sections.find((text) => text.startsWith("Unreleased")) : undefined);
  const notes = section?.split("\n").slice(1).join("\n").trim() ?? "";
  return notes === "" ? null : `${notes}\n`;
}
