import { type CapabilityName, type CapabilityStatus, capabilityNames } from "../../shared/capability.ts";
import { capabilityState } from "../../shared/capability-state.ts";
import { describeCapability } from "../../shared/words/describe-capability.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "./from-afar.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { SwitchRow } from "./switch-row.tsx";

const icons: Readonly<Record<CapabilityName, IconName>> = {
  device: "device",
  notify: "bell",
  run: "terminal",
  screen: "eye",
  computer: "pointer",
  camera: "camera",
  location: "pin",
  presence: "waiting",
};

interface CapabilityListProps {
  /** Also says what each capability that is on still needs; before there is a gateway that means nothing. */
  readonly withState?: boolean;
}

/** What this computer offers, one sentence and one switch each, and what it cannot do. */
export function CapabilityList({ withState = false }: CapabilityListProps) {
  const { snapshot, words, intend } = useApp();
  const texts = words.capabilities;
  return (
    <div class="rows">
      {capabilityNames.map((name) => {
        const status = snapshot.node.capabilities.find((capability) => capability.name === name);
        const available = status?.available === true;
        return (
          <SwitchRow
            key={name}
            icon={<Icon name={icons[name]} />}
            title={texts.items[name].title}
            hint={
              <>
                {texts.items[name].hint}
                {/* While there is no node yet, nobody knows what is available. */}
                {status !== undefined && <Needs status={status} all={withState} />}
              </>
            }
            on={available && status.on}
            disabled={!available}
            onChange={(on) => void intend({ kind: "set-capability", capability: name, on })}
          />
        );
      })}
    </div>
  );
}

/** What stands between a capability and its use. */
function Needs({ status, all }: { readonly status: CapabilityStatus; readonly all: boolean }) {
  const { snapshot, words } = useApp();
  const { node, app, permissions } = snapshot;
  const state = capabilityState({ status, node, platform: app.platform, permissions });
  const always = ["not-available", "needs-system", "needs-screen"].includes(state.state);
  if (state.state === "off" || !(all || always)) return null;
  const { sentence, hint } = describeCapability(state, node, words.capabilityStates);
  return (
    <span class={`capability-state ${state.state}`}>
      {" "}
      <strong>
        <FromAfar text={sentence} />
      </strong>
      {hint !== null && (
        <span class="capability-hint">
          <FromAfar text={hint} />
        </span>
      )}
    </span>
  );
}
