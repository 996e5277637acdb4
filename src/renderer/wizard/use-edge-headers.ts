import { useState } from "preact/hooks";
import type { Bridge, Outcome } from "../../shared/bridge.ts";
import { type EdgeHeader, MAX_TYPED_EDGE_HEADERS } from "../../shared/edge-header.ts";
import { describeRefusal } from "../../shared/words/describe-refusal.ts";
import type { Catalogue } from "../../shared/words/en/catalogue.ts";

export type EdgeHeaderRows = ReturnType<typeof useEdgeHeaders>;

const nothing: EdgeHeader = { name: "", value: "" };
const empty: readonly EdgeHeader[] = [nothing, nothing];
/** Source: openclaw 2026.9.6, docs/gateway/cloudflare-access.md, step 4. */
const cloudflare = ["CF-Access-Client-Id", "CF-Access-Client-Secret"];

/** Nothing is sent to such an address, and nothing asked for it. */
export const isPlain = (address: string): boolean => /^\s*(ws|http|ssh):\/\//i.test(address);

/** What is being typed for an access page. Values go to main once; whatever it answers, they are gone from here. */
export function useEdgeHeaders(bridge: Bridge, words: Catalogue, changed: () => void) {
  const [rows, setRows] = useState(empty);
  const [problem, setProblem] = useState<string | null>(null);

  const request = async (headers: readonly EdgeHeader[]): Promise<boolean> => {
    const outcome = await bridge
      .request({ kind: "set-draft-edge-headers", headers: [...headers] })
      .catch((): Outcome => ({ ok: false, problem: "failed", detail: "" }));
    if (outcome.ok) setProblem(null);
    else {
      const { sentence, reason } = describeRefusal(outcome, words);
      setProblem([sentence, reason ?? ""].join(" ").trim());
    }
    return outcome.ok;
  };

  return {
    rows,
    problem,
    full: rows.length >= MAX_TYPED_EDGE_HEADERS,
    enter(at: number, part: Partial<EdgeHeader>) {
      changed();
      setRows((before) => before.map((row, index) => (index === at ? { ...row, ...part } : row)));
    },
    add: () => setRows((before) => [...before, nothing]),
    useCloudflare: () =>
      setRows((before) => before.map((row, at) => ({ ...row, name: cloudflare[at] ?? row.name }))),
    /** True unless main refused them. */
    async send(address: string): Promise<boolean> {
      if (isPlain(address)) setRows(empty);
      const typed = rows.filter(({ name, value }) => name.trim() !== "" || value !== "");
      if (typed.length === 0 || isPlain(address)) return true;
      setRows((before) => before.map(({ name }) => ({ name, value: "" })));
      const sent = await request(typed);
      if (sent) setRows(empty);
      return sent;
    },
    async remove() {
      changed();
      await request([]);
    },
  };
}
