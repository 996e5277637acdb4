import { useId } from "preact/hooks";
import type { ActivityItem } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";

const kinds = ["all", "programs", "denied"] as const;

export interface Filter {
  readonly text: string;
  readonly kind: (typeof kinds)[number];
}

export const everything: Filter = { text: "", kind: "all" };

/** Whether an entry matches the search: part of its command or of who asked, case-insensitively. Pure. */
export function matches({ command, askedBy, outcome, run }: ActivityItem, { text, kind }: Filter): boolean {
  if (kind === "programs" && run === null) return false;
  if (kind === "denied" && outcome !== "denied") return false;
  const wanted = text.trim().toLowerCase();
  return wanted === "" || [command, askedBy].some((part) => part.toLowerCase().includes(wanted));
}

interface ActivityFilterProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** What to look for among the last commands. */
export function ActivityFilter({ filter, onChange }: ActivityFilterProps) {
  const { words } = useApp();
  const texts = words.status.activity.filter;
  const id = useId();
  return (
    <div class="activity-filter">
      <div class="field">
        <label for={`${id}-text`}>{texts.text}</label>
        <input
          id={`${id}-text`}
          type="text"
          value={filter.text}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for={`${id}-kind`}>{texts.kind}</label>
        <select
          id={`${id}-kind`}
          value={filter.kind}
          onChange={(event) => {
            const kind = kinds.find((one) => one === event.currentTarget.value) ?? "all";
            onChange({ ...filter, kind });
          }}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {texts.kinds[kind]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
