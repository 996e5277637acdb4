import type { ComponentChildren } from "preact";
import { directions } from "../../shared/text/isolate.ts";

interface FromAfarProps {
  readonly text: string;
  /** A command, a path or an address: its words stay in the order in which a program reads them. */
  readonly code?: boolean;
}

/**
 * A text that somebody else wrote: a gateway, an agent, a program. It affects the direction of nothing around it,
 * whatever it is written in. Everything of that kind is drawn with this, or put into a sentence with `fill`.
 */
export function FromAfar({ text, code = false }: FromAfarProps) {
  if (!code) return <bdi>{text}</bdi>;
  const pieces = directions(text);
  return (
    <bdi class="mono" dir="ltr">
      {pieces.length === 1
        ? text
        : pieces.map((piece, index) => (index % 2 === 0 ? piece : <bdi>{piece}</bdi>))}
    </bdi>
  );
}

/** The same for what somebody else wrote and marked up: one isolate around it, because its parts belong together. */
export function AllFromAfar({ children }: { readonly children: ComponentChildren }) {
  return <bdi>{children}</bdi>;
}
