import type { ConnectionItem } from "../../shared/bridge.ts";
import { lookOfStanding, type Standing } from "../../shared/standing.ts";
import { fill, titleOfStanding } from "../../shared/words/describe.ts";
import type { Catalogue } from "../../shared/words/en/catalogue.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Icon } from "../components/icon.tsx";
import { useApp } from "./app-context.ts";

/** What a connection is called; one that is still being set up has no name yet. */
export const nameOf = ({ name, draft }: ConnectionItem, words: Catalogue): string =>
  draft ? words.connectionPages.draft : name;

/** Whose page this is, and the way to the others; nothing where there is only one connection. */
export function ConnectionBar() {
  const { snapshot, words, request } = useApp();
  const { connections } = snapshot;
  if (connections === undefined) return null;
  const { shown, list } = connections;
  const texts = words.connectionPages;
  return (
    <nav class="connection-bar" aria-label={texts.bar}>
      <ul>
        {list.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              class="connection-tab"
              aria-current={item.id === shown ? "page" : undefined}
              onClick={() => void request({ kind: "show-connection", id: item.id })}
            >
              <Mark item={item} />
              <span class="connection-name">
                <FromAfar text={nameOf(item, words)} />
              </span>
              <span class="visually-hidden">, {titleOfStanding(item.standing, words)}</span>
              {item.questions > 0 && <Count count={item.questions} />}
            </button>
          </li>
        ))}
      </ul>
      {list.every(({ draft }) => !draft) && (
        <button
          type="button"
          class="button icon-only"
          aria-label={texts.add}
          title={texts.add}
          onClick={() => void request({ kind: "add-connection" })}
        >
          <Icon name="plus" />
        </button>
      )}
    </nav>
  );
}

function Mark({ item: { standing, captures } }: { readonly item: ConnectionItem }) {
  const look = lookOfStanding(standing);
  const [capture] = captures;
  return (
    <span class={`connection-mark ${capture === undefined ? look : "blocked"}`}>
      <Icon name={capture === undefined ? look : capture === "camera" ? "camera" : "eye"} />
    </span>
  );
}

function Count({ count }: { readonly count: number }) {
  const { words } = useApp();
  return (
    <span class="connection-count">
      <span aria-hidden="true">{count}</span>
      <span class="visually-hidden">, {fill(words.connectionPages.questions, { count: String(count) })}</span>
    </span>
  );
}

/** For the list of connections: the same mark, with the state in words beside it. */
export function StandingMark({ standing }: { readonly standing: Standing }) {
  const look = lookOfStanding(standing);
  return (
    <span class={`connection-mark ${look}`}>
      <Icon name={look} />
    </span>
  );
}
