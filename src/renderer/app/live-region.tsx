import { useCallback, useState } from "preact/hooks";

/** The one place from which a screen reader hears what changed. */
export function LiveRegion({ text }: { readonly text: string }) {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}

/** Holds what the live region says. The same text twice is spoken twice. */
export function useLiveRegion() {
  const [text, setText] = useState("");
  const announce = useCallback(
    // A trailing no-break space makes a repeated text a change.
    (next: string) => setText((current) => (current === next ? `${next}\u00a0` : next)),
    [],
  );
  return { text, announce };
}
