import { groupsOf } from "../../shared/fingerprint.ts";

/** A fingerprint whose gaps are only drawn: what is selected and copied is what a gateway prints. */
export function Fingerprint({ text }: { readonly text: string }) {
  return groupsOf(text).map((group, at) => (
    <span key={at} class="group">
      {group}
      <wbr />
    </span>
  ));
}
