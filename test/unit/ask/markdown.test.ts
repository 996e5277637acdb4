import { describe, expect, test } from "vitest";
import { createAnswerReader } from "../../../src/renderer/ask/answer-reader.ts";
import {
  type Block,
  type Inline,
  plainText,
  readMarkdown,
  takeApart,
} from "../../../src/renderer/ask/markdown.ts";
import { hostileAddresses, hostileHtml } from "../../support/hostile-markdown.ts";

/** The tree on one line: `p(text)`, `h2(…)`, `code{…}`, `a<LINK>(…)`, `|` between items, rows and cells. */
const sketch = (blocks: readonly Block[]): string => blocks.map(sketchBlock).join(" ");

function sketchBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `p(${sketchParts(block.parts)})`;
    case "heading":
      return `h${block.level}(${sketchParts(block.parts)})`;
    case "code":
      return `code{${block.text}}`;
    case "quote":
      return `quote[${sketch(block.blocks)}]`;
    case "list":
      return `${block.start ?? "ul"}[${block.items.map(sketch).join(" | ")}]`;
    case "table":
      return `table[${[block.head, ...block.rows].map((row) => row.map(sketchParts).join(" | ")).join(" || ")}]`;
    case "rule":
      return "rule";
  }
}

const sketchParts = (parts: readonly Inline[]): string => parts.map(sketchPart).join("");

function sketchPart(part: Inline): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return `\`${part.text}\``;
    case "break":
      return "⏎";
    case "link":
      return `a<${part.link}>(${sketchParts(part.parts)})`;
    default:
      return `${part.kind}(${sketchParts(part.parts)})`;
  }
}

const linksOf = (text: string): readonly string[] =>
  [...sketch(readMarkdown(text)).matchAll(/a<([^>]*)>\(/g)].map(([, link]) => link ?? "");

describe("what agents write", () => {
  test.each([
    ["", ""],
    ["Hello", "p(Hello)"],
    ["One\nTwo", "p(One⏎Two)"],
    ["One\r\nTwo\r\n\r\nThree", "p(One⏎Two) p(Three)"],
    ["One  \nTwo", "p(One⏎Two)"],
    ["*a* **b** ~~c~~ `d`", "p(emphasis(a) strong(b) strike(c) `d`)"],
    ["_a_ __b__ snake_case_name", "p(emphasis(a) strong(b) snake_case_name)"],
    ["***both***", "p(emphasis(strong(both)))"],
    ["2 * 3 * 4", "p(2 * 3 * 4)"],
    ["**not closed", "p(**not closed)"],
    ["# One\n## Two\n###### Six", "h1(One) h2(Two) h6(Six)"],
    ["####### Seven", "p(####### Seven)"],
    ["#no heading", "p(#no heading)"],
    ["Title\n=====", "h1(Title)"],
    ["- a\n- b", "ul[p(a) | p(b)]"],
    ["- a\n\n- b", "ul[p(a) | p(b)]"],
    ["- a\n  - b\n- c", "ul[p(a) ul[p(b)] | p(c)]"],
    ["1. a\n2. b", "1[p(a) | p(b)]"],
    ["7. a\n8. b", "7[p(a) | p(b)]"],
    ["0) a", "0[p(a)]"],
    ["1986 was good", "p(1986 was good)"],
    ["- [x] done\n- [ ] open", "ul[p([x] done) | p([ ] open)]"],
    ["- a\n\n      code\n", "ul[p(a) code{code}]"],
    ["> a\n> b", "quote[p(a⏎b)]"],
    ["> > deep", "quote[quote[p(deep)]]"],
    ["---", "rule"],
    ["a\n\n***\n\nb", "p(a) rule p(b)"],
    ["```\ncode\n```", "code{code}"],
    ["```js\nlet a = `b`;\n\n// c\n```", "code{let a = `b`;\n\n// c}"],
    ["~~~\n```\n~~~", "code{```}"],
    ["```\nnever closed\nmore", "code{never closed\nmore}"],
    ["    indented\n      more", "code{indented\n  more}"],
    ["| a | b |\n|---|:-:|\n| 1 | *2* |", "table[a | b || 1 | emphasis(2)]"],
    ["| a |\n|---|\n| `x\\|y` |", "table[a || `x|y`]"],
    ["| a | b |\n| c | d |", "p(| a | b |⏎| c | d |)"],
    ["[name](https://example.org/a?b=c#d)", "p(a<https://example.org/a?b=c#d>(name))"],
    ['[name](https://example.org "title")', "p(a<https://example.org/>(name))"],
    ["[*a* `b`](https://example.org/)", "p(a<https://example.org/>(emphasis(a) `b`))"],
    ["[a][1]\n\n[1]: https://example.org/x", "p(a<https://example.org/x>(a))"],
    ["<https://example.org/x>", "p(a<https://example.org/x>(https://example.org/x))"],
    ["see https://example.org/x.", "p(see a<https://example.org/x>(https://example.org/x).)"],
    ["(https://example.org/x)", "p((a<https://example.org/x>(https://example.org/x)))"],
    ["`https://example.org/x`", "p(`https://example.org/x`)"],
    ["<someone@example.org>", "p(a<mailto:someone@example.org>(someone@example.org))"],
    ["example.org and someone@example.org", "p(example.org and someone@example.org)"],
    ["notes.md, main.rs, 10.0.0.1", "p(notes.md, main.rs, 10.0.0.1)"],
    ["![alt](https://example.org/a.png)", "p(a<https://example.org/a.png>(alt))"],
    ["![](https://example.org/a.png)", "p(a<https://example.org/a.png>(https://example.org/a.png))"],
    ["[![alt](https://a.example/x.png)](https://b.example/)", "p(a<https://b.example/>(alt))"],
    ["&lt;b&gt; &amp; &copy; &#65;", "p(<b> & © A)"],
    ["\\*no emphasis\\*", "p(*no emphasis*)"],
    ["שלום *עולם*", "p(שלום emphasis(עולם))"],
    ["日本語の**強調**です", "p(日本語のstrong(強調)です)"],
    ["👩‍👩‍👧 family", "p(👩‍👩‍👧 family)"],
    ["C:\\Users\\me\\notes", "p(C:\\Users\\me\\notes)"],
    ["$x^2$ and a < b > c", "p($x^2$ and a < b > c)"],
  ])("%j", (text, tree) => {
    expect(sketch(readMarkdown(text))).toBe(tree);
  });
});

describe("HTML is text", () => {
  test.each(hostileHtml)("%j", (text) => {
    expect(sketch(readMarkdown(text))).toBe(`p(${text.replaceAll("\n", "⏎")})`);
    expect(sketch(readMarkdown(`- ${text.replaceAll("\n", " ")}`))).toBe(
      `ul[p(${text.replaceAll("\n", " ")})]`,
    );
  });

  test("also where entities and character references spell it", () => {
    expect(sketch(readMarkdown("&lt;script&gt; &#60;img&#62;"))).toBe("p(<script> <img>)");
  });
});

describe("a link that may not be opened is no link", () => {
  const forms: readonly (readonly [string, (address: string) => string])[] = [
    ["a link", (address) => `[name](${address})`],
    ["in angle brackets", (address) => `[name](<${address}>)`],
    ["a picture", (address) => `![name](${address})`],
    ["a reference", (address) => `[name][r]\n\n[r]: ${address}`],
  ];
  test.each(
    hostileAddresses.flatMap((address) => forms.map(([form, write]) => [form, write(address)] as const)),
  )("%s: %j", (_, text) => {
    expect(linksOf(text)).toEqual([]);
    expect(plainText(readMarkdown(text))).toContain("name");
  });

  test.each([
    ["https://good.example@evil.example/", "evil"],
    ["https://good.example:x@evil.example/", "evil"],
    ["mailto:a@example.org?attach=/etc/passwd", "attach"],
    ["view-source:https://example.org", "view-source"],
    ["blob:https://example.org/1", "blob"],
  ])("%j leads at most where its harmless part does", (address, part) => {
    for (const [, write] of forms) expect(linksOf(write(address)).join()).not.toContain(part);
  });

  test("one inside a link that may be opened does not take its place", () => {
    expect(linksOf("[a ![b](javascript:alert(1)) c](https://example.org/)")).toEqual([
      "https://example.org/",
    ]);
  });

  test("a name in other letters is opened, and shown, as the address that it is", () => {
    expect(linksOf("[a](https://ехample.org/)")).toEqual(["https://xn--ample-ywe6i.org/"]);
  });
});

describe("what is nested or long without end", () => {
  /** Each as long as an answer may be, or nearly. */
  test.each<readonly [string, string, string]>([
    ["quotes", ">".repeat(20_000), ">>>>"],
    ["quotes with spaces", "> ".repeat(500), "> > >"],
    ["lists", "+ ".repeat(10_000), "+ + +"],
    ["numbers", "1. ".repeat(6_000), "1. 1. "],
    ["brackets", "[".repeat(300_000), "[[[["],
    ["pictures", "![[](<".repeat(60_000), "![[](<"],
    ["emphasis", "*a **b ".repeat(50_000), "*a **b "],
    ["addresses", "http://a.b ".repeat(30_000), "http://a.b"],
    ["one word", "y".repeat(400_000), "yyyy"],
    ["columns", `${"|a".repeat(50_000)}\n${"|-".repeat(50_000)}\n`, "a, a"],
    ["open tags", "<a ".repeat(100_000), "<a <a"],
    ["references", "&#x0;".repeat(60_000), "&#x0;"],
  ])("%s: nothing of it is lost", (_, text, part) => {
    // Below the limit of a test, though not by much where it is written badly: each took minutes with another parser.
    expect(plainText(readMarkdown(text))).toContain(part);
  });

  test("what stands below too many quotes is there, as it came", () => {
    const text = `${"> ".repeat(200)}the end`;
    expect(sketch(readMarkdown(text))).toBe(`p(${text})`);
  });
});

describe("an answer that grows", () => {
  const answer = [
    "# Title",
    "First *paragraph*\nwith two lines.",
    "- one\n- two\n\n  more of two\n\n- three",
    "```sh\n# no title\n\nls\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "> quoted\n\nA [reference][r].\r\n\r\nThe end",
  ].join("\n\n");

  test("is drawn after each letter as if it had come at once, also in pieces that end anywhere", () => {
    const reader = createAnswerReader();
    for (let length = 1; length <= answer.length; length++) {
      const text = answer.slice(0, length);
      expect(sketch(reader.read(text, { ended: false })), `after ${length}`).toBe(sketch(readMarkdown(text)));
    }
  });

  test.each([
    "| a | b |\n|---|---|\n| 1 | 2 |\n-- and more\n\nend",
    "- item\n**bold** and more\n\nend",
    "1. item\n2) other\n**bold**\n\n+ plus\n++ plus",
    "> quote\n- list\n--- text\n***\n** stars",
    "text\n\n```\ncode\n``\n```\n~~\n~~~ js\nmore\n~~~\n\nend",
  ])("is what it would be at once, letter by letter: %j", (text) => {
    const reader = createAnswerReader();
    for (let length = 1; length <= text.length; length++) {
      const part = text.slice(0, length);
      expect(sketch(reader.read(part, { ended: false })), `after ${length}`).toBe(sketch(readMarkdown(part)));
    }
  });

  test("keeps what cannot change any more", () => {
    const reader = createAnswerReader();
    const before = reader.read(answer.slice(0, -10), { ended: false });
    const after = reader.read(answer, { ended: false });
    expect(after[0]).toBe(before[0]);
    expect(after[2]).toBe(before[2]);
  });

  test("has its references once it has ended", () => {
    const reader = createAnswerReader();
    const text = "See [this][r].\n\nMore.\n\n[r]: https://example.org/";
    for (let length = 1; length <= text.length; length++)
      reader.read(text.slice(0, length), { ended: false });
    const tree = sketch(reader.read(text, { ended: true }));
    expect(tree).toBe("p(See a<https://example.org/>(this).) p(More.)");
  });

  test("may also be another one from one look to the next", () => {
    const reader = createAnswerReader();
    reader.read("One\n\nTwo\n\nThree", { ended: false });
    expect(sketch(reader.read("Something else", { ended: false }))).toBe("p(Something else)");
  });
});

describe("a long block that grows", () => {
  /** The line again and again, each with a name of its own. */
  const many = (line: string) =>
    Array.from({ length: Math.ceil(24_000 / (line.length + 3)) }, (_, at) =>
      line.replace("@", `n${at}`),
    ).join("");
  test.each<readonly [string, string]>([
    ["code", `\`\`\`\n${many("let @ = 1;\n")}`],
    ["code with other fences in it", `\`\`\`\`\n${many("```\nlet @ = 1;\n")}`],
    ["indented code", many("    let @ = 1;\n")],
    ["a list", many("- one *@*\n\n")],
    ["a list of numbers", many("1. one *@*\n   and code\n")],
    ["code in a list", `- a\n\n  \`\`\`\n${many("  let @ = 1;\n")}`],
    ["a table", `| a | b |\n|---|---|\n${many("| one | *@* |\n")}`],
    ["a quote", many("> one *@*\n>\n")],
    ["a paragraph", many("one *@* and ")],
    ["one word", many("y@")],
    ["a heading", `# ${many("one *@* ")}`],
    ["what is nested too deeply", `${"> ".repeat(100)}${many("one *@* and ")}`],
  ])("is not taken apart with each piece, and is there at once: %s", (_, text) => {
    let read = 0;
    const reader = createAnswerReader((part) => {
      read += part.length;
      return takeApart(part);
    });
    for (let length = 100; length < text.length; length += 100) {
      const piece = text.slice(0, length);
      const blocks = reader.read(piece, { ended: false });
      const newest = piece.match(/n\d+(?=\D)/g)?.at(-1) ?? "";
      if (length % 1_000 === 0) expect(plainText(blocks)).toContain(newest);
    }
    // A parser that is handed all of it each time reads 120 times its length.
    expect(read).toBeLessThan(20 * text.length);
    expect(reader.read(text, { ended: true })).toEqual(readMarkdown(text));
  });

  test("of code ends where it ends, before it is taken apart again", () => {
    const code = `\`\`\`\n${"let a = 1;\n".repeat(500)}`;
    const reader = createAnswerReader();
    const kinds = (text: string) =>
      reader.read(text, { ended: false }).map((block) => [block.kind, plainText([block]).slice(-10)]);
    expect(kinds(code)).toEqual([["code", "let a = 1;"]]);
    expect(kinds(`${code}let b`)).toEqual([["code", "= 1;\nlet b"]]);
    expect(kinds(`${code}let b\n\`\`\`\n`)).toEqual([["code", "= 1;\nlet b"]]);
    expect(kinds(`${code}let b\n\`\`\`\n\nSo much`)).toEqual([
      ["code", "= 1;\nlet b"],
      ["paragraph", "So much"],
    ]);
  });

  test.each<readonly [what: string, first: string, next: string, expected: readonly string[]]>([
    ["other marks", "```", "~~~\nb", ["~~~\nb"]],
    ["fewer marks", "````", "```\nb", ["```\nb"]],
    ["more marks", "```", "`````\nb", ["", "b"]],
    ["marks with words", "```", "``` js\nb", ["``` js\nb"]],
    ["marks further in", "~~~", "     ~~~\nb", ["     ~~~\nb"]],
    ["the same marks", "~~~", "  ~~~  \nb", ["", "b"]],
  ])("of code knows what ends it: %s", (_, marks, next, expected) => {
    const code = `${marks}\n${"let a = 1;\n".repeat(500)}`;
    // Cut at any place, the first part is taken apart and the rest is added to it.
    for (let cut = 0; cut < next.length; cut += 1) {
      const reader = createAnswerReader();
      reader.read(code + next.slice(0, cut), { ended: false });
      const blocks = reader.read(code + next, { ended: false });
      const last = "let a = 1;\n".repeat(500);
      const [inCode = "", after] = expected;
      expect(blocks, `cut at ${cut}`).toEqual([
        { kind: "code", text: (last + inCode).replace(/\n$/, "") },
        ...(after === undefined ? [] : [{ kind: "paragraph", parts: [{ kind: "text", text: after }] }]),
      ]);
      expect(reader.read(code + next, { ended: true })).toEqual(blocks);
    }
  });

  test("is looked at again when it is another one", () => {
    const reader = createAnswerReader();
    reader.read("a".repeat(5_000), { ended: false });
    expect(sketch(reader.read("b".repeat(5_001), { ended: false }))).toBe(`p(${"b".repeat(5_001)})`);
  });
});

test("a screen reader gets the words without the marks", () => {
  const text =
    "# Title\n\n*a* [b](https://example.org/)\nc\n\n- d\n- e\n\n| f | g |\n|---|---|\n| h | i |\n\n> j\n\n```\nk\n```";
  expect(plainText(readMarkdown(text))).toBe("Title\na b\nc\nd\ne\nf, g\nh, i\nj\nk");
});
