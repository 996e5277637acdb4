import { Icon } from "../components/icon.tsx";
import { Stepper } from "../wizard/stepper.tsx";
import { useApp } from "./app-context.ts";

/** Who this is, and the way to the other pages; in the wizard, the progress. */
export function TopBar() {
  const { snapshot, words, request } = useApp();
  const page = snapshot.page.name;
  // A further gateway's setup leaves nothing behind; the first one's leads nowhere else.
  const canLeave =
    snapshot.node.gateway !== null || snapshot.draft.finished || snapshot.connections !== undefined;
  return (
    <header class="top-bar">
      <span class="brand">
        <Icon name="claw" />
        {words.common.appName}
      </span>
      {page === "wizard" ? (
        <>
          <Stepper />
          {canLeave && (
            <button
              type="button"
              class="button icon-only"
              aria-label={words.wizard.leave}
              title={words.wizard.leave}
              onClick={() => void request({ kind: "show-page", page: "status" })}
            >
              <Icon name="cross" />
            </button>
          )}
        </>
      ) : (
        <nav aria-label={words.common.pages.label} class="tabs">
          {(["status", "tools", "settings"] as const).map((name) => (
            <button
              key={name}
              type="button"
              class="tab"
              aria-current={page === name ? "page" : undefined}
              onClick={() => void request({ kind: "show-page", page: name })}
            >
              {words.common.pages[name]}
            </button>
          ))}
        </nav>
      )}
    </header>
  );
}
