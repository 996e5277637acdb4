import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { Segmented } from "../components/segmented.tsx";
import type { GatewayForm } from "./use-gateway-form.ts";

/** How this computer introduces itself until it is approved. */
export function CredentialFields({ form }: { readonly form: GatewayForm }) {
  const { snapshot, words } = useApp();
  const { credentialKind, hasSecret } = snapshot.draft;
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
          kind={credentialKind}
          value={form.secret.text}
          {...(hasSecret && form.secret.text === "" ? { placeholder: words.gateway.secretKept } : {})}
          hint={words.gateway.secretHint}
          onInput={form.enterSecret}
        />
      )}
    </>
  );
}
