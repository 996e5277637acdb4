/** A menu is as wide as its longest line. Characters. */
const MAX_LENGTH = 64;
/** Where a text may end early, the best first: the window says the rest. */
const ENDS = [/\.(?=\s|$)/g, /[:;,](?=\s)/g];
const ISOLATE = /[\u2066-\u2068]/g;
const POP_ISOLATE = "\u2069";

/**
 * As much of a text as fits a line of the tray menu: a sentence, otherwise whole clauses, otherwise whole words. Pure.
 */
export function trayLine(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  for (const end of ENDS) {
    const at = [...text.matchAll(end)].map(({ index }) => index).findLast((index) => index <= MAX_LENGTH);
    if (at !== undefined) return closed(text.slice(0, at));
  }
  const space = text.lastIndexOf(" ", MAX_LENGTH);
  return `${closed(text.slice(0, space === -1 ? MAX_LENGTH : space))} …`;
}

/** What changes the line's direction does not stay open. */
function closed(line: string): string {
  const open = (line.match(ISOLATE)?.length ?? 0) - line.split(POP_ISOLATE).length + 1;
  return line + POP_ISOLATE.repeat(Math.max(0, open));
}
