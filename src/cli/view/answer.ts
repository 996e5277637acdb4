import { reveal } from "../../shared/text/reveal.ts";

/** Writes an answer of the agent as it grows. */
export interface AnswerView {
  add(text: string, fresh: boolean): void;
  /** Writes what was held back, and ends the line. */
  end(): void;
  /** The last text of the agent, as it came. */
  readonly answer: string;
}

/**
 * Whatever a terminal would obey or a person could not see is made visible. A word is judged whole, so the last one
 * waits for its end.
 */
export function createAnswerView(write: (text: string) => void): AnswerView {
  let answer = "";
  let held = "";
  let last = "\n";

  const put = (text: string): void => {
    if (text === "") return;
    const safe = text
      .replaceAll("\r\n", "\n")
      .split(/([\n\t])/)
      .map(shownPart)
      .join("");
    write(safe);
    last = safe.at(-1) ?? last;
  };
  const flush = (): void => {
    put(held);
    held = "";
  };

  return {
    get answer() {
      return answer;
    },
    add(text, fresh) {
      if (fresh) {
        flush();
        if (last !== "\n") put("\n\n");
        answer = "";
      }
      answer += text;
      held += text;
      const end = held.search(/\S*$/);
      put(held.slice(0, end));
      held = held.slice(end);
    },
    end() {
      flush();
      if (last !== "\n") put("\n");
    },
  };
}

const shownPart = (part: string): string => (part === "\n" || part === "\t" ? part : reveal(part));
