import type { ComponentChildren } from "preact";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Fingerprint } from "../components/fingerprint.tsx";
import { FromAfar } from "../components/from-afar.tsx";

/** Gateway, version, name, fingerprint, surface. */
export function ConnectionDetails() {
  const { snapshot, words } = useApp();
  const { node } = snapshot;
  const texts = words.status.details;
  const gateway = node.gateway;
  const surface = node.phase === "connected" ? node.surface.status : "none";
  const version =
    gateway === null || gateway.version === null
      ? texts.versionUnknown
      : fill(texts.versionValue, { version: gateway.version, protocol: String(gateway.protocol ?? "?") });
  const { url = "", typed } = gateway ?? {};
  const address = typed === undefined ? url : fill(texts.gatewayTyped, { typed, url });
  return (
    <section class="card" aria-labelledby="details-title">
      <h2 id="details-title">{texts.title}</h2>
      <dl class="details">
        <Detail term={texts.gateway}>
          {gateway === null ? texts.gatewayNone : <FromAfar text={address} code />}
        </Detail>
        {gateway?.proxy === undefined ? null : (
          <Detail term={texts.proxy}>
            <FromAfar text={gateway.proxy} code />
          </Detail>
        )}
        <Detail term={texts.version}>
          <FromAfar text={version} />
        </Detail>
        <Detail term={texts.name}>
          <FromAfar text={node.displayName ?? "–"} />
        </Detail>
        <Detail term={texts.surface}>{texts.surfaces[surface]}</Detail>
        <Detail term={texts.fingerprint} wide>
          {node.fingerprint === null ? (
            words.common.fingerprintNone
          ) : (
            <span class="with-copy">
              <span class="fingerprint">
                <Fingerprint text={node.fingerprint} />
              </span>
              <CopyButton what="fingerprint" />
            </span>
          )}
        </Detail>
      </dl>
    </section>
  );
}

interface DetailProps {
  readonly term: string;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

function Detail({ term, wide = false, children }: DetailProps) {
  return (
    <div class={wide ? "detail wide" : "detail"}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
