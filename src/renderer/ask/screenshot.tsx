import { useEffect, useRef, useState } from "preact/hooks";
import type { Screenshot } from "../../shared/screenshot.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import type { Files } from "./use-files.ts";

type Displays = Extract<Screenshot, { kind: "choose" }>["displays"];

/** A screenshot that the owner takes to go with the message. */
export interface Shooting {
  /** Why there is none. */
  readonly refused: string | null;
  /** Those among which one is to be chosen. */
  readonly displays: Displays | null;
  readonly busy: boolean;
  take(display: number | null): Promise<void>;
  cancel(): void;
}

/** Takes screenshots, and puts each among the files as one that was chosen. */
export function useScreenshot(chosen: Pick<Files, "add">): Shooting {
  const { bridge, words, snapshot } = useApp();
  const [refused, setRefused] = useState<string | null>(null);
  const [displays, setDisplays] = useState<Displays | null>(null);
  const [busy, setBusy] = useState(false);
  const taken = useRef(0);
  const { problems, portal, name } = words.ask.screenshot;
  return {
    refused,
    displays,
    busy,
    async take(display) {
      setBusy(true);
      setRefused(null);
      setDisplays(null);
      const shot = await bridge
        .screenshot(display)
        .catch(() => ({ kind: "refused", problem: "failed" }) as const);
      if (shot.kind === "choose") setDisplays(shot.displays);
      else if (shot.kind === "refused") {
        const { platform, askShortcut } = snapshot.app;
        // Linux has no settings in which a program could be allowed to.
        const isNone =
          shot.problem === "failed" || (shot.problem === "permission-missing" && platform === "linux");
        setRefused(isNone ? (askShortcut.wayland ? portal : problems.failed) : problems[shot.problem]);
      } else {
        taken.current += 1;
        const title = fill(name, { number: String(taken.current) });
        const bytes = Uint8Array.from(atob(shot.data), (one) => one.charCodeAt(0));
        await chosen.add([new File([bytes], `${title}.${shot.format === "png" ? "png" : "jpg"}`)]);
      }
      setBusy(false);
    },
    cancel() {
      setRefused(null);
      setDisplays(null);
    },
  };
}

interface ShootingProps {
  readonly shooting: Shooting;
  /** Nothing is asked or refused any more: the keyboard goes back. */
  readonly onDone: () => void;
}

/** The button that takes one. */
export function TakeScreenshot({ shooting }: Pick<ShootingProps, "shooting">) {
  const { words } = useApp();
  return (
    <button
      type="button"
      class="button"
      disabled={shooting.busy}
      aria-expanded={shooting.displays !== null}
      onClick={() => void shooting.take(null)}
    >
      {shooting.busy ? words.ask.screenshot.taking : words.ask.screenshot.take}
    </button>
  );
}

/** Which display it is to be of, and why there is none. */
export function AboutScreenshot({ shooting, onDone }: ShootingProps) {
  const { words } = useApp();
  const { which, display, cancel } = words.ask.screenshot;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), [shooting.displays]);
  const end = () => {
    shooting.cancel();
    onDone();
  };
  return (
    <>
      {shooting.refused !== null && (
        <Notice kind="problem" alert onDismiss={end}>
          <p>{shooting.refused}</p>
        </Notice>
      )}
      {shooting.displays !== null && (
        <fieldset class="displays">
          <legend>{which}</legend>
          {shooting.displays.map(({ width, height }, index) => (
            <button
              key={index}
              ref={index === 0 ? first : null}
              type="button"
              class="button"
              onClick={() => void shooting.take(index)}
            >
              {fill(display, { number: String(index + 1), size: `${width} × ${height}` })}
            </button>
          ))}
          <button type="button" class="button quiet-button" onClick={end}>
            {cancel}
          </button>
        </fieldset>
      )}
    </>
  );
}
