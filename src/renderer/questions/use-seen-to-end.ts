import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Fractions of a pixel are not text. */
const TOLERANCE = 2;

/** True once the end of the text was above what covers the lower edge of the window: it could then be read. */
export function useSeenToEnd(
  text: RefObject<HTMLElement | null>,
  cover: RefObject<HTMLElement | null>,
): boolean {
  const [seen, setSeen] = useState(false);
  useLayoutEffect(() => {
    const look = () => {
      if (text.current === null || cover.current === null) return;
      const end = text.current.getBoundingClientRect().bottom;
      if (end <= cover.current.getBoundingClientRect().top + TOLERANCE) setSeen(true);
    };
    look();
    addEventListener("scroll", look);
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, []);
  return seen;
}
