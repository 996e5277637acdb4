import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { SwitchRow } from "../components/switch-row.tsx";

/** What the end of the setup does about the next login, even if it comes with the window closed. */
export function StartAtLogin() {
  const { snapshot, words, request } = useApp();
  const { draft, loginItem } = snapshot;
  const { done } = words.wizard;
  const supported = loginItem.status !== "not-supported";
  return (
    <div class="card flush">
      <div class="rows">
        <SwitchRow
          title={done.startAtLogin}
          hint={supported ? done.startAtLoginHint : <FromAfar text={loginItem.detail} />}
          on={draft.startAtLogin && supported}
          disabled={!supported}
          onChange={(on) => void request({ kind: "set-draft", change: { startAtLogin: on } })}
        />
      </div>
    </div>
  );
}
