import { awakeChoices } from "../../shared/awake.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CapabilityList } from "../components/capability-list.tsx";
import { FromAfar } from "../components/from-afar.tsx";
import { PageTitle } from "../components/page-title.tsx";
import { SwitchRow } from "../components/switch-row.tsx";
import { TextOnDemand } from "../components/text-on-demand.tsx";
import { ConnectionsSection } from "./connections-section.tsx";
import { DisplayNameForm } from "./display-name-form.tsx";
import { EdgeHeadersSection } from "./edge-headers-section.tsx";
import { PermissionsSection } from "./permissions-section.tsx";
import { RulesSection } from "./rules-section.tsx";
import { SelectRow } from "./select-row.tsx";
import { ShortcutRow } from "./shortcut-row.tsx";

/** What this computer offers, and how Clawtray behaves. */
export function SettingsPage() {
  const { words } = useApp();
  return (
    <div class="stack">
      <PageTitle>{words.settings.title}</PageTitle>
      <section class="card flush" aria-labelledby="settings-offers">
        <h2 id="settings-offers">{words.capabilities.label}</h2>
        <CapabilityList withState />
      </section>
      <PermissionsSection />
      <RulesSection />
      <EdgeHeadersSection />
      <General />
      <ConnectionsSection />
      <About />
    </div>
  );
}

function General() {
  const { snapshot, words, request } = useApp();
  const { preferences, loginItem, app } = snapshot;
  const texts = words.settings;
  return (
    <section class="card flush" aria-labelledby="settings-general">
      <h2 id="settings-general">{texts.general}</h2>
      <div class="rows">
        <DisplayNameForm key={snapshot.node.displayName ?? ""} />
        <SwitchRow
          title={texts.startAtLogin}
          hint={
            loginItem.status === "not-supported" ? (
              <FromAfar text={loginItem.detail} />
            ) : (
              texts.startAtLoginHint
            )
          }
          on={loginItem.status === "on"}
          disabled={loginItem.status === "not-supported"}
          onChange={(on) => void request({ kind: "set-login-item", on })}
        />
        <SelectRow
          label={texts.language}
          options={(["system", "en", "de"] as const).map((value) => ({
            value,
            label: texts.languages[value],
          }))}
          value={preferences.language}
          onChange={(language) => void request({ kind: "set-preferences", change: { language } })}
        />
        <SelectRow
          label={texts.theme}
          options={(["system", "light", "dark"] as const).map((value) => ({
            value,
            label: texts.themes[value],
          }))}
          value={preferences.theme}
          onChange={(theme) => void request({ kind: "set-preferences", change: { theme } })}
        />
        <SelectRow
          label={texts.keepAwake}
          options={awakeChoices.map((value) => ({ value, label: texts.keepAwakeWhen[value] }))}
          value={preferences.keepAwake}
          onChange={(keepAwake) => void request({ kind: "set-preferences", change: { keepAwake } })}
        />
        <ShortcutRow />
        <SwitchRow
          title={texts.keepConversations}
          hint={texts.keepConversationsHint}
          on={preferences.keepConversations}
          onChange={(on) => void request({ kind: "set-preferences", change: { keepConversations: on } })}
        />
        <SwitchRow
          title={texts.updates}
          hint={app.updates === "no-feed" ? texts.updatesNoFeed : texts.updatesHint}
          on={app.updates !== "no-feed" && preferences.automaticUpdates}
          disabled={app.updates === "no-feed"}
          onChange={(on) => void request({ kind: "set-preferences", change: { automaticUpdates: on } })}
        />
      </div>
    </section>
  );
}

function About() {
  const { snapshot, words, request } = useApp();
  const held = snapshot.app.platform === "darwin" ? "⌘" : `${words.commands.ctrl}+`;
  const keys = { settings: `${held},`, close: `${held}W` };
  return (
    <section class="card" aria-labelledby="settings-about">
      <h2 id="settings-about">{words.settings.about}</h2>
      <p>{fill(words.settings.version, { version: snapshot.app.version })}</p>
      <p class="hint">
        {fill(words.settings.keyStore, { keyStore: words.keyStores[snapshot.app.keyStore] })}
      </p>
      <p class="hint">{fill(words.commands.shortcuts, keys)}</p>
      <TextOnDemand what="licences" title={words.commands.licences} />
      <div class="action-row">
        <button type="button" class="button" onClick={() => void request({ kind: "open-documentation" })}>
          {words.status.help.documentation}
        </button>
      </div>
    </section>
  );
}
