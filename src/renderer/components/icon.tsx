import type { ComponentChildren } from "preact";
import type { Phase } from "../../shared/state.ts";

/** Line drawings on a 24 by 24 grid, in the colour of the text around them. */
const drawings = {
  pointer: <path d="m5 4 14 7-6 2-3 6z" />,
  claw: (
    <>
      <path d="M6.5 20c-2.6-4.6-2.2-10 1.8-15.5.5 3.6 1.3 5.7 3 7.7" />
      <path d="M11.3 20.5c-1-4.7.6-10.3 5.6-15.5-.4 3.6 0 5.8 1 8" />
      <path d="M16.2 20.5c0-2.7.7-5 2.6-7" />
    </>
  ),
  unconfigured: (
    <>
      <circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3" />
      <path d="M12 8.5v7M8.5 12h7" />
    </>
  ),
  connecting: <path class="turning" d="M21 12a9 9 0 1 1-6.2-8.56" />,
  "awaiting-approval": (
    <path d="M7 3h10M7 21h10M8 3v3.5a4 4 0 0 0 1.8 3.3L12 12l2.2-2.2A4 4 0 0 0 16 6.5V3M8 21v-3.5a4 4 0 0 1 1.8-3.3L12 12l2.2 2.2a4 4 0 0 1 1.8 3.3V21" />
  ),
  connected: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m8 12.3 2.8 2.7L16 9.5" />
    </>
  ),
  waiting: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3.2 2" />
    </>
  ),
  paused: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M9.8 9v6M14.2 9v6" />
    </>
  ),
  blocked: (
    <>
      <path d="M12 3.5 2.8 19.5h18.4L12 3.5Z" />
      <path d="M12 9.5v4.5M12 16.9v.1" />
    </>
  ),
  plus: <path d="M12 5.5v13M5.5 12h13" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  cross: <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />,
  dash: <path d="M7 12h10" />,
  ring: <circle cx="12" cy="12" r="5.5" />,
  forbidden: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="m6 6 12 12" />
    </>
  ),
  copy: (
    <>
      <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
      <path d="M15.5 8.5V6.5a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" />
    </>
  ),
  information: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11v5.5M12 7.6v.1" />
    </>
  ),
  key: (
    <>
      <circle cx="8" cy="15.5" r="4" />
      <path d="m11 12.5 8-8M16 7.5l2.5 2.5" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="3.8" />
      <path d="M4.5 20c.8-4 3.7-6 7.5-6s6.7 2 7.5 6" />
    </>
  ),
  eye: (
    <>
      <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" />
      <circle cx="12" cy="12" r="2.8" />
    </>
  ),
  terminal: (
    <>
      <rect x="3" y="4.5" width="18" height="15" rx="2.5" />
      <path d="m7 9.5 3 2.5-3 2.5M12.5 15h4" />
    </>
  ),
  device: (
    <>
      <rect x="3.5" y="4.5" width="17" height="11.5" rx="2" />
      <path d="M8.5 20h7M12 16v4" />
    </>
  ),
  bell: <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 20.5a2.2 2.2 0 0 0 4 0" />,
  camera: (
    <>
      <path d="M4.5 7.5h3l1.5-2.5h6l1.5 2.5h3a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18V9a1.5 1.5 0 0 1 1.5-1.5Z" />
      <circle cx="12" cy="13" r="3.5" />
    </>
  ),
  microphone: (
    <>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7" />
    </>
  ),
  pin: (
    <>
      <path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11Z" />
      <circle cx="12" cy="10" r="2.5" />
    </>
  ),
} satisfies Record<string, ComponentChildren> & Record<Phase, ComponentChildren>;

export type IconName = keyof typeof drawings;

/** A drawing beside words that say the same; screen readers skip it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  );
}
