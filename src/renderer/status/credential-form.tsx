import { useState } from "preact/hooks";
import type { Blocked } from "../../shared/state.ts";
import { useApp } from "../app/app-context.ts";
import { SecretField } from "../components/secret-field.tsx";
import { Segmented } from "../components/segmented.tsx";

type Kind = "token" | "password";

/** What the gateway asks for, or refused. */
function credentialOf(node: Blocked): string | null {
  if (node.reason === "credential-missing") return node.detail.expected;
  return node.reason === "credential-rejected" ? node.detail.sent : null;
}

/** Asks for the token or password the gateway wants; it goes to the node and leaves the window. */
export function CredentialForm({ node }: { readonly node: Blocked }) {
  const { words, intend } = useApp();
  const asked = credentialOf(node);
  const [kind, setKind] = useState<Kind>(asked === "password" ? "password" : "token");
  const [secret, setSecret] = useState("");
  const gateway = node.gateway;
  if (gateway === null) return null;

  const use = async () => {
    if (secret === "") return;
    const credential =
      kind === "token" ? ({ kind, token: secret } as const) : ({ kind, password: secret } as const);
    const outcome = await intend({ kind: "configure", address: gateway.url, credential });
    if (outcome.ok) setSecret("");
  };

  return (
    <form
      class="card attention fields"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void use();
      }}
    >
      <Segmented
        legend={words.status.credential.kind}
        options={[
          { value: "token", label: words.gateway.kinds.token },
          { value: "password", label: words.gateway.kinds.password },
        ]}
        value={kind}
        onChange={setKind}
      />
      <SecretField
        label={words.gateway.secret[kind]}
        revealLabel={words.gateway.revealLabel[kind]}
        value={secret}
        required
        hint={`${words.gateway.secretWhat[kind]} ${words.gateway.secretHint}`}
        onInput={setSecret}
      />
      <div class="action-row">
        <button type="submit" class="button primary" disabled={secret === ""}>
          {words.status.actions.enterCredential}
        </button>
      </div>
    </form>
  );
}
