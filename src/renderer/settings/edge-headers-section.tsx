import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";

/** The headers that are kept for an access page, by their names, and the way to be rid of them; nothing without any. */
export function EdgeHeadersSection() {
  const { snapshot, words, request, announce } = useApp();
  const { edgeHeaderNames: names } = snapshot;
  if (names.length === 0) return null;
  const { kept } = words.gateway.edge;
  const remove = async () => {
    const outcome = await request({ kind: "forget-edge-headers" });
    if (outcome.ok) announce(kept.removed);
  };
  return (
    <section class="card flush" aria-labelledby="settings-edge">
      <h2 id="settings-edge">{kept.title}</h2>
      <p class="rules-mode">{kept.lead}</p>
      <ul class="rows rules" aria-label={kept.title}>
        {names.map((name) => (
          <li class="switch-row" key={name}>
            <div class="switch-text">
              <FromAfar text={name} code />
            </div>
          </li>
        ))}
      </ul>
      <div class="action-row">
        <button type="button" class="button" onClick={() => void remove()}>
          {words.gateway.edge.remove}
        </button>
      </div>
    </section>
  );
}
