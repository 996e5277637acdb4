import { useEffect, useRef } from "preact/hooks";
import { describe } from "../../shared/words/describe.ts";
import { useApp } from "./app-context.ts";

/** Announces a new state when it comes, not the one the window opened with. */
export function PhaseAnnouncer() {
  const { snapshot, words, announce } = useApp();
  const { title, sentence, remedy } = describe(snapshot.node, words);
  const text = [title, sentence, remedy]
    .filter((part) => part !== null)
    .join(". ")
    .replaceAll("..", ".");
  const said = useRef(text);
  useEffect(() => {
    if (said.current === text) return;
    said.current = text;
    announce(text);
  }, [text, announce]);
  return null;
}
