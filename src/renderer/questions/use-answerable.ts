import { useEffect, useState } from "preact/hooks";

/** The longest wait, ms, whatever the clock says: main has the last word. */
const MAX_WAIT = 1_000;
/** Main's clock and the page's timers are not the same to the millisecond. */
const MARGIN = 20;

/** False until this moment, milliseconds since the epoch: a question that has just appeared takes no answer. */
export function useAnswerable(answerableAt: number): boolean {
  const [passed, setPassed] = useState<number | null>(null);
  useEffect(() => {
    const wait = Math.min(MAX_WAIT, answerableAt - Date.now() + MARGIN);
    if (wait <= 0) {
      setPassed(answerableAt);
      return;
    }
    const timer = setTimeout(() => setPassed(answerableAt), wait);
    return () => clearTimeout(timer);
  }, [answerableAt]);
  return passed === answerableAt;
}
