import { type CapabilityName, capabilityNames } from "../../shared/capability.ts";
import { useApp } from "../app/app-context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { SwitchRow } from "./switch-row.tsx";

const icons: Readonly<Record<CapabilityName, IconName>> = {
  device: "device",
  notify: "bell",
  run: "terminal",
  screen: "eye",
  camera: "camera",
  location: "pin",
};

/** What this computer offers, one sentence and one switch each; what it cannot do is said to be so. */
export function CapabilityList() {
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
                {status?.available === false && (
                  <>
                    {" "}
                    <strong>{texts.notAvailable}</strong>
                  </>
                )}
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
