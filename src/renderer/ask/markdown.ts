import MarkdownIt, { type Token } from "markdown-it";
import { readLink } from "../../shared/text/read-link.ts";

/** A part of a line. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "strong" | "emphasis" | "strike"; readonly parts: readonly Inline[] }
  /** `link` is as `readLink` gives it; the parts are what the agent calls it, and hold no other link. */
  | { readonly kind: "link"; readonly link: string; readonly parts: readonly Inline[] };

/** One cell of a table. */
export type Cell = readonly Inline[];

/** A part of an answer. */
export type Block =
  | { readonly kind: "paragraph"; readonly parts: readonly Inline[] }
  | { readonly kind: "heading"; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  /** `start` is the first number, or null where the items are not numbered. */
  | { readonly kind: "list"; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "table"; readonly head: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: "rule" };

/** Where something is nested deeper, all of the text is drawn as it came: the parser would leave that part out. */
const MAX_NESTING = 60;
/** A longer paragraph is drawn as it came, UTF-16 units: in some, the time goes with the square of the length. */
const MAX_PARAGRAPH = 10_000;
/** How long one call looks into paragraphs, ms; the others are drawn as they came. */
const TIME_LIMIT = 200;

/** CommonMark with tables, strikethrough and bare addresses. HTML is text, and so is a link that may not be opened. */
const parser = new MarkdownIt({ html: false, linkify: true, maxNesting: MAX_NESTING });
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.validateLink = (address) => readLink(address).ok;
parser.core.ruler.at("inline", ({ tokens, md, env, Token }) => {
  const deadline = performance.now() + TIME_LIMIT;
  for (const token of tokens) {
    if (token.type !== "inline") continue;
    const children: Token[] = [];
    if (token.content.length <= MAX_PARAGRAPH && performance.now() < deadline)
      md.inline.parse(token.content, md, env, children);
    else children.push(Object.assign(new Token("text", "", 0), { content: token.content }));
    token.children = children;
  }
});

/** What an agent wrote, taken apart. Pure but for the clock: what takes too long stays as it came. Never throws. */
export function readMarkdown(text: string): readonly Block[] {
  return takeApart(text).blocks;
}

/** The blocks of a text, and where the last of them starts, UTF-16 units. */
export interface Apart {
  readonly blocks: readonly Block[];
  readonly lastStart: number;
}

/** The same, for who takes a text apart in portions. */
export function takeApart(text: string): Apart {
  const tokens = parser.parse(text, {});
  if (tokens.some(({ level }) => level >= MAX_NESTING - 1)) return { blocks: [asItCame(text)], lastStart: 0 };
  const last = tokens.findLast(({ level, nesting, map }) => level === 0 && nesting >= 0 && map !== null);
  return { blocks: blocksOf(tokens), lastStart: startOfLine(text, last?.map?.[0] ?? 0) };
}

const asItCame = (text: string): Block => ({ kind: "paragraph", parts: [{ kind: "text", text }] });

function startOfLine(text: string, line: number): number {
  let start = 0;
  for (let passed = 0; passed < line; passed++) start = endOfLine(text, start);
  return start;
}

/** As the parser counts lines: `\r\n`, `\r` and `\n` each end one. */
function endOfLine(text: string, from: number): number {
  const ends = /\r\n?|\n/g;
  ends.lastIndex = from;
  return ends.exec(text) === null ? text.length : ends.lastIndex;
}

/** The tokens between each opening one of this level and the one that closes it, with the opening one. */
function* nested(
  tokens: readonly Token[],
): Generator<{ readonly token: Token; readonly within: readonly Token[] }> {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.nesting !== 1) {
      yield { token, within: [] };
      continue;
    }
    let depth = 1;
    let end = index;
    while (depth > 0 && end + 1 < tokens.length) depth += tokens[++end]?.nesting ?? 0;
    yield { token, within: tokens.slice(index + 1, end) };
    index = end;
  }
}

function blocksOf(tokens: readonly Token[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const { token, within } of nested(tokens)) {
    const block = blockOf(token, within);
    if (block !== null) blocks.push(block);
  }
  return blocks;
}

function blockOf(token: Token, within: readonly Token[]): Block | null {
  switch (token.type) {
    case "paragraph_open":
      return { kind: "paragraph", parts: partsWithin(within) };
    case "heading_open":
      return { kind: "heading", level: Number(token.tag.slice(1)), parts: partsWithin(within) };
    case "fence":
    case "code_block":
      return { kind: "code", text: token.content.replace(/\n$/, "") };
    case "blockquote_open":
      return { kind: "quote", blocks: blocksOf(within) };
    case "bullet_list_open":
    case "ordered_list_open":
      return {
        kind: "list",
        start: startOf(token),
        items: Array.from(nested(within), (item) => blocksOf(item.within)),
      };
    case "table_open":
      return tableOf(within);
    case "hr":
      return { kind: "rule" };
    default:
      return null;
  }
}

function startOf(token: Token): number | null {
  return token.type === "bullet_list_open" ? null : Number(token.attrGet("start") ?? 1);
}

function tableOf(tokens: readonly Token[]): Block {
  const rows: Cell[][] = [];
  for (const part of nested(tokens))
    for (const row of nested(part.within))
      rows.push(Array.from(nested(row.within), (cell) => partsWithin(cell.within)));
  return { kind: "table", head: rows[0] ?? [], rows: rows.slice(1) };
}

const partsWithin = (tokens: readonly Token[]): readonly Inline[] =>
  tokens.flatMap(({ children }) => (children === null ? [] : partsOf(children, { inLink: false })));

function partsOf(tokens: readonly Token[], context: { readonly inLink: boolean }): readonly Inline[] {
  const parts: Inline[] = [];
  for (const { token, within } of nested(tokens)) parts.push(...inlineOf(token, within, context));
  return parts;
}

function inlineOf(
  token: Token,
  within: readonly Token[],
  context: { readonly inLink: boolean },
): readonly Inline[] {
  switch (token.type) {
    case "code_inline":
      return [{ kind: "code", text: token.content }];
    // Agents end lines where they mean it: a list without marks would otherwise run into one line.
    case "softbreak":
    case "hardbreak":
      return [{ kind: "break" }];
    case "strong_open":
      return [{ kind: "strong", parts: partsOf(within, context) }];
    case "em_open":
      return [{ kind: "emphasis", parts: partsOf(within, context) }];
    case "s_open":
      return [{ kind: "strike", parts: partsOf(within, context) }];
    case "link_open":
      return linkTo(token.attrGet("href"), partsOf(within, { inLink: true }), context);
    // Never fetched: whoever sees the address could tell from it when the answer was read.
    case "image":
      return linkTo(token.attrGet("src"), partsOf(token.children ?? [], { inLink: true }), context);
    default:
      return token.content === "" ? [] : [{ kind: "text", text: token.content }];
  }
}

function linkTo(
  address: string | number | null,
  parts: readonly Inline[],
  { inLink }: { readonly inLink: boolean },
): readonly Inline[] {
  const link = readLink(String(address ?? ""));
  if (!link.ok || inLink) return parts;
  return [
    {
      kind: "link",
      link: link.value,
      parts: parts.length === 0 ? [{ kind: "text", text: link.value }] : parts,
    },
  ];
}

/** The answer's words without its marks, for a screen reader: a block a line. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).join("\n");
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return plainParts(block.parts);
    case "code":
      return block.text;
    case "quote":
      return plainText(block.blocks);
    case "list":
      return block.items.map(plainText).join("\n");
    case "table":
      return [block.head, ...block.rows].map((row) => row.map(plainParts).join(", ")).join("\n");
    case "rule":
      return "";
  }
}

function plainParts(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if (part.kind === "break") return "\n";
      return "text" in part ? part.text : plainParts(part.parts);
    })
    .join("");
}
