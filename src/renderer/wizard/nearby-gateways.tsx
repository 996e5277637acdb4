import { useId, useState } from "preact/hooks";
import type { Discovery, FoundGateway } from "../../shared/discovery.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";

type Search =
  | { readonly status: "idle" | "searching" | "broken" }
  | { readonly status: "finished"; readonly found: Discovery };

interface NearbyGatewaysProps {
  /** Puts an address into the field; nothing connects by it. */
  readonly onUse: (address: string) => void;
}

/**
 * Gateways to choose from, once somebody has asked for them: the search is seen by others on the network, and some
 * systems ask whether it may be. And what to do without a gateway.
 */
export function NearbyGateways({ onUse }: NearbyGatewaysProps) {
  const { bridge, words, announce } = useApp();
  const texts = words.discovery;
  const [search, setSearch] = useState<Search>({ status: "idle" });
  const searching = search.status === "searching";

  const start = async () => {
    if (searching) return;
    setSearch({ status: "searching" });
    announce(texts.searching);
    const found = await bridge.discover().catch(() => null);
    setSearch(found === null ? { status: "broken" } : { status: "finished", found });
    if (found === null) announce(texts.failed);
    else if (found.gateways.length === 0) announce(texts.none);
    else announce(fill(texts.found, { count: String(found.gateways.length) }));
  };
  const use = (address: string) => {
    onUse(address);
    announce(fill(texts.used, { address }));
  };

  return (
    <div class="nearby">
      <div class="action-row">
        <button type="button" class="button" aria-disabled={searching} onClick={() => void start()}>
          {texts.find}
        </button>
        {searching && <span class="hint">{texts.searching}</span>}
      </div>
      {search.status === "broken" && <p class="hint">{texts.failed}</p>}
      {search.status === "finished" && <Found found={search.found} onUse={use} />}
      <details>
        <summary>{texts.noGateway.title}</summary>
        <p class="hint">{texts.noGateway.what}</p>
        <p class="hint">{texts.noGateway.how}</p>
      </details>
    </div>
  );
}

interface FoundProps {
  readonly found: Discovery;
  readonly onUse: (address: string) => void;
}

function Found({ found, onUse }: FoundProps) {
  const texts = useApp().words.discovery;
  const title = useId();
  const { gateways, problem } = found;
  return (
    <>
      {gateways.length === 0 ? (
        <p class="hint">{texts.none}</p>
      ) : (
        <>
          <h2 id={title}>{texts.title}</h2>
          <ul class="found-gateways" aria-labelledby={title}>
            {gateways.map((gateway) => (
              <li key={gateway.address}>
                <FoundLine gateway={gateway} onUse={onUse} />
              </li>
            ))}
          </ul>
          {gateways.some(({ where }) => where === "nearby") && <p class="hint">{texts.hint}</p>}
        </>
      )}
      {problem !== null && <p class="hint">{texts.problems[problem]}</p>}
    </>
  );
}

function FoundLine({ gateway, onUse }: { readonly gateway: FoundGateway } & Pick<FoundProps, "onUse">) {
  const texts = useApp().words.discovery;
  const { name, address, where } = gateway;
  return (
    <>
      <span class="found-gateway">
        {name !== null && (
          <strong>
            <FromAfar text={name} />
          </strong>
        )}
        <FromAfar text={address} code />
        <span class="hint">{texts.where[where]}</span>
      </span>
      <button
        type="button"
        class="button"
        aria-label={fill(texts.useAddress, { address })}
        onClick={() => onUse(address)}
      >
        {texts.use}
      </button>
    </>
  );
}
