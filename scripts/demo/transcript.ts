import { styleText } from "node:util";

export type Speaker = "gateway" | "node" | "admin" | "demo";

const colours = { gateway: "cyan", node: "green", admin: "yellow", demo: "gray" } as const;

/** Lines fit a terminal of this width; only a long address or id may exceed it. */
const width = 78;
const nameWidth = 7;

/** Says one thing, wrapped, after the name of the speaker. Colours only when the output can show them. */
export function say(
  speaker: Speaker,
  text: string,
  tone: "plain" | "quiet" | "good" | "bad" = "plain",
): void {
  for (const line of wrap(text, width - nameWidth - 3)) {
    process.stdout.write(`${prefixOf(speaker)}${inTone(line, tone)}\n`);
  }
}

/** Shows a line of another program exactly as it was printed, however long. */
export function sayAsPrinted(speaker: Speaker, line: string, tone: "quiet" | "good"): void {
  process.stdout.write(`${prefixOf(speaker)}${inTone(line, tone)}\n`);
}

/** Shows a command as it is typed; a long one continues after a backslash, so that it can be copied. */
export function sayCommand(speaker: Speaker, command: string): void {
  const lines = wrap(`$ ${command}`, width - nameWidth - 5);
  lines.forEach((line, index) => {
    process.stdout.write(`${prefixOf(speaker)}${line}${index < lines.length - 1 ? " \\" : ""}\n`);
  });
}

/** What precedes everything this speaker says. */
export function prefixOf(speaker: Speaker): string {
  return `${styleText(colours[speaker], speaker.padEnd(nameWidth))} ${styleText("gray", "|")} `;
}

/** Breaks at spaces; keeps the indentation, and indents continuations a little more. Pure. */
export function wrap(text: string, columns: number): string[] {
  const indentation = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = indentation;
  for (const word of text.trim().split(" ")) {
    const isFirst = line.trim() === "";
    if (!isFirst && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indentation}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

function inTone(text: string, tone: "plain" | "quiet" | "good" | "bad"): string {
  switch (tone) {
    case "plain":
      return text;
    case "quiet":
      return styleText("gray", text);
    case "good":
      return styleText("bold", text);
    case "bad":
      return styleText("red", text);
  }
}
