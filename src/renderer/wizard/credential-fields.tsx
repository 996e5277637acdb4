import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { Segmented } from "../components/segmented.tsx";
import type { GatewayForm } from "./use-gateway-form.ts";

/** How this computer introduces itself until it is approved. */
export function CredentialFields({ form }: { readonly form: GatewayForm }) {
  const { snapshot, words } = useApp();
  const { hasSecret, fromLink } = snapshot.draft;
  const credentialKind = form.kind;
  if (fromLink === "join-link") {
    return (
      <Notice kind="good">
        <p>{words.gateway.joinLinkTaken}</p>
      </Notice>
    );
  }
  if (fromLink === "token") {
    return (
      <Notice kind="good">
        <p>{words.gateway.tokenTaken}</p>
        <button type="button" class="link" onClick={() => void form.forgetCode()}>
          {words.gateway.forgetToken}
        </button>
      </Notice>
    );
  }
  if (credentialKind === "setup-code") {
    // The code itself lives in memory: after a restart only the draft is left of it.
    return (
      <Notice kind={hasSecret ? "good" : "warning"}>
        <p>{hasSecret ? words.gateway.linkTaken : words.gateway.linkLost}</p>
        <button type="button" class="link" onClick={() => void form.forgetCode()}>
          {words.gateway.forgetCode}
        </button>
      </Notice>
    );
  }
  return (
    <>
      <Segmented
        legend={words.gateway.credential}
        options={(["none", "token", "password"] as const).map((value) => ({
          value,
          label: words.gateway.kinds[value],
        }))}
        value={credentialKind}
        onChange={(kind) => void form.chooseKind(kind)}
      />
      {credentialKind !== "none" && (
        <SecretField
          label={words.gateway.secret[credentialKind]}
          revealLabel={words.gateway.revealLabel[credentialKind]}
          value={form.secret.text}
          {...(hasSecret && form.secret.text === "" ? { placeholder: words.gateway.secretKept } : {})}
          hint={`${words.gateway.secretWhat[credentialKind]} ${words.gateway.secretHint}`}
          onInput={form.enterSecret}
        />
      )}
    </>
  );
}
