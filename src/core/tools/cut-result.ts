import type { CallResult } from "./sdk.ts";

/**
 * What reaches a model of one result, characters of JSON as the gateway writes it, indented by two. Source: measured,
 * openclaw 2026.9.6: it passes on 20,000, with the tool's names around it, and cuts off what is behind.
 */
const MAX_RESULT = 19_000;
/** How much of what may stay is taken from the beginning; the rest is from the end. */
const HEAD = 0.6;
/** What is said in place of what is missing, at most. */
const NOTE = 400;

type Part = CallResult["content"][number];

const noteOf = (text: string): Part => ({ type: "text", text: `[${text}]` });

const textOf = (part: Part): string | null =>
  part.type === "text" && typeof part.text === "string" ? part.text : null;

/** Characters that this adds to what the gateway writes. */
const sizeIn = (part: Part): number => JSON.stringify({ result: { content: [part] } }, null, 2).length;
const sizeOf = (result: CallResult): number => JSON.stringify({ result }, null, 2).length;

/**
 * A result as it can be used by a model: what is too long as a whole is cut in the middle and says so, and what is no
 * text is left out when it is long, since it arrives as text all the same. Pure.
 */
export function cutResult(result: CallResult): CallResult {
  if (result.content.every((part) => leftOut(part) === part) && sizeOf(result) <= MAX_RESULT) return result;
  const { structuredContent, ...rest } = result;
  const content = result.content.map(leftOut);
  if (structuredContent === undefined) return { ...rest, content: cutParts(content, MAX_RESULT - NOTE) };
  // Its text usually says the same.
  const whole = { ...result, content };
  if (sizeOf(whole) <= MAX_RESULT) return whole;
  const said = `structured content of ${JSON.stringify(structuredContent).length} characters was left out by this node`;
  return { ...rest, content: [...cutParts(content, MAX_RESULT - 2 * NOTE), noteOf(said)] };
}

/** Another part in place of one that is no text and long. */
function leftOut(part: Part): Part {
  if (textOf(part) !== null) return part;
  const size = JSON.stringify(part).length;
  if (size <= MAX_RESULT / 2) return part;
  const kind =
    typeof part.mimeType === "string" ? `${String(part.type)}, ${part.mimeType}` : String(part.type);
  return noteOf(
    `${kind.slice(0, 100)}: ${size} characters were left out by this node; a model would get them as text`,
  );
}

/** As many as fit from both ends; of the texts where that ends, what still fits. */
function cutParts(parts: readonly Part[], room: number): readonly Part[] {
  if (parts.reduce((sum, part) => sum + sizeIn(part), 0) <= room) return parts;
  let [left, right] = [Math.floor(room * HEAD), room - Math.floor(room * HEAD)];
  let first = 0;
  while (first < parts.length && sizeIn(parts[first] as Part) <= left) left -= sizeIn(parts[first++] as Part);
  let end = parts.length;
  while (end > first + 1 && sizeIn(parts[end - 1] as Part) <= right) right -= sizeIn(parts[--end] as Part);
  const middle = parts.slice(first, end);
  const [from, to] = [textOf(middle[0] ?? {}), textOf(middle.at(-1) ?? {})];
  const head = from === null ? "" : startOf(from, left);
  const tail = to === null ? "" : endOf(middle.length === 1 ? to.slice(head.length) : to, right);
  return [...parts.slice(0, first), ...shorten(middle, head, tail), ...parts.slice(end)];
}

/** What stays of these: the beginning of the first and the end of the last, with what is missing said between. */
function shorten(middle: readonly Part[], head: string, tail: string): readonly Part[] {
  const [only] = middle;
  if (only !== undefined && middle.length === 1) {
    const length = textOf(only)?.length ?? 0;
    if (length === 0) return [noteOf("a part was left out by this node")];
    const missing = length - head.length - tail.length;
    const said = `[... ${missing} of ${length} characters were left out by this node ...]`;
    return [{ ...only, text: `${head}\n${said}\n${tail}` }];
  }
  const texts = middle.map((part) => textOf(part)?.length ?? 0).reduce((sum, length) => sum + length, 0);
  const said = `... ${middle.length} parts, with ${texts} characters of text, were left out by this node as far as they are not shown here ...`;
  const textPart = (text: string): readonly Part[] => (text === "" ? [] : [{ type: "text", text }]);
  return [...textPart(head), noteOf(said), ...textPart(tail)];
}

/** What surrounds a text of its own, and more. */
const AROUND = 100;

/** The beginning that takes at most so many characters of JSON; no character is cut in two. */
function startOf(text: string, room: number): string {
  const length = longest(
    text.length,
    (count) => JSON.stringify(text.slice(0, count)).length <= room - AROUND,
  );
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

/** The same from the end. */
function endOf(text: string, room: number): string {
  const fits = (count: number): boolean =>
    JSON.stringify(text.slice(text.length - count)).length <= room - AROUND;
  return text.slice(text.length - longest(text.length, fits)).replace(/^[\uDC00-\uDFFF]/, "");
}

/** The largest number up to `most` that fits, or 0. */
function longest(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
