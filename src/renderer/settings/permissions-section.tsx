import { type PermissionMedia, permissionMedia } from "../../shared/capability-state.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Icon, type IconName } from "../components/icon.tsx";

const icons: Readonly<Record<PermissionMedia, IconName>> = {
  camera: "camera",
  microphone: "microphone",
  screen: "eye",
};

/** What the system lets this program use, and the way to more; nothing when it keeps no such permission. */
export function PermissionsSection() {
  const { snapshot, words } = useApp();
  const { permissions, app } = snapshot;
  const kept = permissionMedia.filter((media) => permissions[media] !== "none");
  if (kept.length === 0) return null;
  const texts = words.capabilityStates.permissions;
  return (
    <section class="card flush" aria-labelledby="settings-permissions">
      <h2 id="settings-permissions">{texts.title}</h2>
      <p class="rules-mode">{texts.lead}</p>
      <ul class="rows permissions" aria-label={texts.title}>
        {kept.map((media) => (
          <Permission key={media} media={media} />
        ))}
      </ul>
      {app.platform === "darwin" && <p class="hint rules-more">{texts.restart}</p>}
    </section>
  );
}

function Permission({ media }: { readonly media: PermissionMedia }) {
  const { snapshot, words, request } = useApp();
  const { permissions: texts, media: names } = words.capabilityStates;
  const state = snapshot.permissions[media];
  const asks = state === "not-decided";
  return (
    <li class="switch-row">
      <Icon name={icons[media]} />
      <div class="switch-text">
        <span>{names[media]}</span>
        <p class="hint">
          {texts.uses[media]} <strong>{texts.states[state]}.</strong>
        </p>
      </div>
      {state !== "granted" && (
        <button
          type="button"
          class="button"
          aria-label={fill(asks ? texts.grantThis : texts.openThis, { media: names[media] })}
          onClick={() => void request({ kind: "grant-permission", media })}
        >
          {asks ? texts.grant : texts.openSettings}
        </button>
      )}
    </li>
  );
}
