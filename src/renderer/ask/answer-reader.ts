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
      if (!ended && blocks.length > 1) {
        settledText = text.slice(0, settledText.length + lastStart);
        settled = all.slice(0, -1);
      }
      const block = all.at(-1);
      last = block === undefined || ended ? null : { block, text: text.slice(settledText.length) };
      return all;
    },
  };
}

/** The end of a block of code, on a line of its own. */
const FENCE = /^ {0,3}(?:`{3,}|~{3,})[ \t]*$/m;

/** The last block with what was added to it since. */
function grown({ block, text }: Last, more: string): readonly Block[] {
  // What ends a line is no part of a block.
  const [spaces = ""] = /\s*$/.exec(text) ?? [];
  if (block.kind !== "code") return withMore(block, spaces + more);
  const lastLine = text.trimEnd().split("\n").at(-1) ?? "";
  if (FENCE.test(lastLine)) return [block, asItCame(more)];
  // What only ends a line that was begun before is no fence.
  const begun = text.endsWith("\n") ? "" : "x";
  const end = FENCE.exec(begun + more);
  const within = end === null ? more : more.slice(0, end.index - begun.length);
  const ending = begun === "" ? "\n" : "";
  const code: Block = { kind: "code", text: (block.text + ending + within).replace(/\n$/, "") };
  const after = more.slice(within.length).replace(FENCE, "");
  return after.trim() === "" ? [code] : [code, asItCame(after)];
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
