import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Time without a key press after which an entry goes to main. */
const QUIET_MS = 250;

/**
 * An entry that main keeps: shown at once, sent after a pause, and for certain when the step is
 * left or the window goes away. A value that changes in main replaces it.
 */
export function useDraftText(kept: string, keep: (text: string) => Promise<unknown>) {
  const [text, setText] = useState(kept);
  const pending = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keepNow = useRef(keep);
  keepNow.current = keep;

  const flush = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    const waiting = pending.current;
    pending.current = null;
    if (waiting !== null) await keepNow.current(waiting);
  }, []);

  const enter = useCallback(
    (next: string) => {
      setText(next);
      pending.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), QUIET_MS);
    },
    [flush],
  );

  /** Shows a text without sending it. */
  const show = useCallback((next: string) => {
    clearTimeout(timer.current);
    pending.current = null;
    setText(next);
  }, []);

  useEffect(() => {
    if (pending.current === null) setText(kept);
  }, [kept]);

  useEffect(() => {
    const leave = () => void flush();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", leave);
      leave();
    };
  }, [flush]);

  return { text, enter, show, flush };
}
