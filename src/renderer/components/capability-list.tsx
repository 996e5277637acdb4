import type { CapabilityName } from "../../shared/capability.ts";
import { useApp } from "../app/app-context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { SwitchRow } from "./switch-row.tsx";

const order: readonly { readonly name: CapabilityName; readonly icon: IconName }[] = [
  { name: "device", icon: "device" },
  { name: "notify", icon: "bell" },
  { name: "run", icon: "terminal" },
  { name: "screen", icon: "eye" },
  { name: "camera", icon: "camera" },
  { name: "location", icon: "pin" },
];

/** What this computer offers, one sentence and one switch each. */
export function CapabilityList() {
  const { snapshot, words, request } = useApp();
  const capabilities = snapshot.preferences.capabilities;
  return (
    <div class="rows">
      {order.map(({ name, icon }) => (
        <SwitchRow
          key={name}
          icon={<Icon name={icon} />}
          title={words.capabilities.items[name].title}
          hint={words.capabilities.items[name].hint}
          on={capabilities[name]}
          onChange={(on) =>
            void request({
              kind: "set-preferences",
              change: { capabilities: { ...capabilities, [name]: on } },
            })
          }
        />
      ))}
    </div>
  );
}
