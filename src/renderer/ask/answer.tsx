import { useId, useMemo, useState } from "preact/hooks";
import { showTurning } from "../../shared/text/isolate.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CopyTextButton } from "../components/copy-button.tsx";
import { AllFromAfar, FromAfar } from "../components/from-afar.tsx";
import { createAnswerReader } from "./answer-reader.ts";
import type { Block, Cell, Inline } from "./markdown.ts";

/** What the agent wrote, drawn from its Markdown: elements of ours and text, never markup of the agent's. */
export function Answer({ text, ended }: { readonly text: string; readonly ended: boolean }) {
  const reader = useMemo(createAnswerReader, []);
  const blocks = useMemo(() => reader.read(text, { ended }), [text, ended]);
  return (
    <div class="answer">
      <Blocks blocks={blocks} />
    </div>
  );
}

function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return blocks.map((block, at) => <OneBlock key={at} block={block} />);
}

/** A block that is still the same is not drawn again with each piece of the answer. */
function OneBlock({ block }: { readonly block: Block }) {
  return useMemo(() => drawn(block), [block]);
}

function drawn(block: Block) {
  switch (block.kind) {
    case "paragraph":
      return (
        <p>
          <Parts parts={block.parts} />
        </p>
      );
    case "heading":
      return <Heading level={block.level} parts={block.parts} />;
    case "code":
      return <Code text={block.text} />;
    case "quote":
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case "list":
      return <List start={block.start} items={block.items} />;
    case "table":
      return <Table head={block.head} rows={block.rows} />;
    case "rule":
      return <hr />;
  }
}

/** Below the headings of the window itself. */
function Heading({ level, parts }: { readonly level: number; readonly parts: readonly Inline[] }) {
  const Tag = `h${Math.min(level + 2, 6)}` as "h3" | "h4" | "h5" | "h6";
  return (
    <Tag>
      <Parts parts={parts} />
    </Tag>
  );
}

function Code({ text }: { readonly text: string }) {
  const { words } = useApp();
  return (
    <div class="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line is scrolled with the keyboard. */}
      <section tabIndex={0} aria-label={words.ask.code}>
        <pre>
          <code>
            <FromAfar code text={showTurning(text)} />
          </code>
        </pre>
      </section>
      {text !== "" && <CopyTextButton text={text} label={words.ask.copyCode} />}
    </div>
  );
}

interface ListProps {
  readonly start: number | null;
  readonly items: readonly (readonly Block[])[];
}

function List({ start, items }: ListProps) {
  const drawn = items.map((blocks, at) => (
    <li key={at}>
      <Blocks blocks={blocks} />
    </li>
  ));
  return start === null ? <ul>{drawn}</ul> : <ol start={start}>{drawn}</ol>;
}

function Table({
  head,
  rows,
}: {
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}) {
  const { words } = useApp();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard.
    <section class="wide" tabIndex={0} aria-label={words.ask.table}>
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={at} scope="col">
                <Parts parts={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column}>
                  <Parts parts={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Parts({ parts }: { readonly parts: readonly Inline[] }) {
  return (
    <AllFromAfar>
      {parts.map((part, at) => (
        <Part key={at} part={part} />
      ))}
    </AllFromAfar>
  );
}

function Part({ part }: { readonly part: Inline }) {
  switch (part.kind) {
    case "text":
      return showTurning(part.text);
    case "break":
      return <br />;
    case "code":
      return (
        <code>
          <FromAfar code text={showTurning(part.text)} />
        </code>
      );
    case "strong":
      return (
        <strong>
          <Parts parts={part.parts} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Parts parts={part.parts} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Parts parts={part.parts} />
        </s>
      );
    case "link":
      return <Link link={part.link} parts={part.parts} />;
  }
}

/** Leads nowhere by itself: it first shows where it would, because its words may say something else. */
function Link({ link, parts }: { readonly link: string; readonly parts: readonly Inline[] }) {
  const { words, request } = useApp();
  const [shown, setShown] = useState(false);
  const id = useId();
  const { protocol, hostname } = new URL(link);
  const mail = protocol === "mailto:";
  return (
    <>
      <button
        type="button"
        class="link"
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setShown(!shown)}
      >
        <Parts parts={parts} />
      </button>
      <span id={id} class="look" hidden={!shown}>
        {shown && (
          <>
            <span>{mail ? words.ask.mailsTo : fill(words.ask.leadsTo, { place: hostname })}</span>
            <FromAfar code text={link} />
            <button type="button" class="button" onClick={() => void request({ kind: "open-link", link })}>
              {mail ? words.ask.openMail : words.ask.openLink}
            </button>
          </>
        )}
      </span>
    </>
  );
}
