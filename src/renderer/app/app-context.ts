import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AppRequest, AppSnapshot, Bridge, Outcome } from "../../shared/bridge.ts";
import type { PageIntent } from "../../shared/intent.ts";
import type { Catalogue } from "../../shared/words/en/catalogue.ts";

/** What every component may use: the snapshot to draw, the words to draw it with, the ways to ask main. */
export interface AppContextValue {
  readonly snapshot: AppSnapshot;
  readonly words: Catalogue;
  /** BCP 47 tag for numbers and times: the system's own, where it speaks the language of the words. */
  readonly locale: string;
  readonly bridge: Bridge;
  /** Asks main; a refusal is shown to the person. */
  readonly request: (request: AppRequest) => Promise<Outcome>;
  /** Asks something of the node; a refusal is shown to the person. */
  readonly intend: (intent: PageIntent) => Promise<Outcome>;
  /** Has a screen reader say a text. */
  readonly announce: (text: string) => void;
  /** False while the first page is drawn: then no heading takes the focus. */
  readonly settled: () => boolean;
}

export const AppContext = createContext<AppContextValue | null>(null);

/** The context of a component; only inside `App`. */
export function useApp(): AppContextValue {
  const value = useContext(AppContext);
  if (value === null) throw new Error("useApp outside of App");
  return value;
}
