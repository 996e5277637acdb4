import { type Apart, type Block, type Cell, type Inline, takeApart } from "./markdown.ts";

/** Takes apart an answer that grows. */
export interface AnswerReader {
  /** All of the answer so far; `ended` once no more will come. Blocks that cannot change any more stay the same objects. */
  read(text: string, state: { readonly ended: boolean }): readonly Block[];
}

/** The last block as it was when it was taken apart, and the text that it came from. */
interface Last {
  readonly block: Block;
  readonly text: string;
}

/** From this length on the last block is not taken apart each time, UTF-16 units. */
const LONG = 4_000;
/** But once it has grown by this part of its length: then the work goes with the length of the answer, not its square. */
const GROWTH = 1 / 8;
/** So many characters say what a block is, unless all are marks: what begins like a list may be more of the block before. */
const MARKS = 12;
const UNDECIDED = /^[^\p{L}]*$/u;

/**
 * A reader for one answer: what stands before the last block is taken apart once, not each time the answer grows. What
 * is added to a long last block is drawn at its end as it came, until that is worth another look, or the answer ended.
 */
export function createAnswerReader(apart: (text: string) => Apart = takeApart): AnswerReader {
  let settledText = "";
  let settled: readonly Block[] = [];
  let last: Last | null = null;

  function isWorthALook(text: string): boolean {
    if (last === null || last.text.length < LONG) return true;
    const more = text.length - settledText.length - last.text.length;
    return more > last.text.length * GROWTH || !text.startsWith(last.text, settledText.length);
  }

  return {
    read(text, { ended }) {
      // A link may be explained at the end of the answer: then everything is looked at once more.
      if (ended || !text.startsWith(settledText)) {
        settledText = "";
        settled = [];
        last = null;
      }
      if (last !== null && !isWorthALook(text)) {
        const more = text.slice(settledText.length + last.text.length);
        return [...settled, ...grown(last, more)];
      }
      const { blocks, lastStart } = apart(text.slice(settledText.length));
      const all = [...settled, ...blocks];
      const lastBegins = settledText.length + lastStart;
      if (!ended && blocks.length > 1 && !UNDECIDED.test(text.slice(lastBegins, lastBegins + MARKS))) {
        settledText = text.slice(0, lastBegins);
        settled = all.slice(0, -1);
      }
      const block = all.at(-1);
      last = block === undefined || ended ? null : { block, text: text.slice(settledText.length) };
      return all;
    },
  };
}

/** What begins a block of code, on its first line. */
const OPENING = /^ {0,3}(`{3,}|~{3,})/;

/** The last block with what was added to it since. */
function grown({ block, text }: Last, more: string): readonly Block[] {
  if (block.kind === "code") return grownCode(block.text, text, more);
  // What ends a line is no part of a block.
  return withMore(block, text.slice(text.trimEnd().length) + more);
}

/** `code` is what was read of the text, which begins with the block. */
function grownCode(code: string, text: string, more: string): readonly Block[] {
  const [, opening] = OPENING.exec(text) ?? [];
  const firstEnd = text.indexOf("\n") + 1;
  if (opening === undefined || firstEnd === 0)
    return [{ kind: "code", text: code + text.slice(text.trimEnd().length) + more }];
  // A line of the same marks, as many or more, ends it; no other does.
  const closing = new RegExp(`^ {0,3}${opening}${opening[0]}*[ \\t]*$`, "m");
  const lastStart = text.lastIndexOf("\n") + 1;
  if (closing.test(text.slice(firstEnd, lastStart))) return [{ kind: "code", text: code }, asItCame(more)];

  // The line that had not ended may have been the half of what ends the block.
  const begun = text.slice(lastStart);
  const unread = begun + more;
  const read = begun !== "" && code.endsWith(begun) ? code.slice(0, -begun.length) : code && `${code}\n`;
  const end = closing.exec(unread);
  const whole = (read + unread.slice(0, end?.index)).replace(/\n$/, "");
  const after = end === null ? "" : unread.slice(end.index + end[0].length);
  const grownBlock: Block = { kind: "code", text: whole };
  return after.trim() === "" ? [grownBlock] : [grownBlock, asItCame(after)];
}

/** Where it ends there is more, in as many of its parts as that takes. */
function withMore(block: Block, more: string): readonly Block[] {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return [{ ...block, parts: [...block.parts, ...lines(more)] }];
    case "code":
      return [{ ...block, text: block.text + more }];
    case "quote":
      return [{ ...block, blocks: withMoreAtEnd(block.blocks, more) }];
    case "list":
      return [
        { ...block, items: [...block.items.slice(0, -1), withMoreAtEnd(block.items.at(-1) ?? [], more)] },
      ];
    case "table": {
      const row: readonly Cell[] = block.rows.at(-1) ?? [];
      if (row.length === 0) return [block, asItCame(more)];
      const cell: Cell = [...(row.at(-1) ?? []), ...lines(more)];
      return [{ ...block, rows: [...block.rows.slice(0, -1), [...row.slice(0, -1), cell]] }];
    }
    case "rule":
      return [block, asItCame(more)];
  }
}

const withMoreAtEnd = (blocks: readonly Block[], more: string): readonly Block[] => {
  const last = blocks.at(-1);
  return last === undefined ? [asItCame(more)] : [...blocks.slice(0, -1), ...withMore(last, more)];
};

const asItCame = (text: string): Block => ({ kind: "paragraph", parts: lines(text.trim()) });

/** Its lines, as text; a break between two. */
const lines = (text: string): readonly Inline[] =>
  text
    .split(/\r\n?|\n/)
    .flatMap((line, at): Inline[] => [
      ...(at === 0 ? [] : [{ kind: "break" as const }]),
      ...(line === "" ? [] : [{ kind: "text" as const, text: line }]),
    ]);
