import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AppSnapshot, Bridge, Outcome, Page as PageName } from "../../shared/bridge.ts";
import { describe } from "../../shared/words/describe.ts";
import { catalogueFor, languageFor } from "../../shared/words/languages.ts";
import { QuestionPage } from "../questions/question-page.tsx";
import { SettingsPage } from "../settings/settings-page.tsx";
import { StatusPage } from "../status/status-page.tsx";
import { Wizard } from "../wizard/wizard.tsx";
import { AppContext, type AppContextValue } from "./app-context.ts";
import { LiveRegion, useLiveRegion } from "./live-region.tsx";
import { PhaseAnnouncer } from "./phase-announcer.tsx";
import { type Problem, ProblemNotice } from "./problem-notice.tsx";
import { TopBar } from "./top-bar.tsx";
import { useSnapshot } from "./use-snapshot.ts";

interface AppProps {
  readonly bridge: Bridge;
  /** BCP 47 tag, for a person who chose "like the system". */
  readonly systemLanguage: string;
  /** Which of the app's windows this is. */
  readonly view: "main" | "question";
}

/** The window: one snapshot in, requests out. */
export function App({ bridge, systemLanguage, view }: AppProps) {
  const known = useSnapshot(bridge);
  const snapshot = known === "failed" ? null : known;
  const language = languageFor(snapshot?.preferences.language ?? "system", systemLanguage);
  const words = catalogueFor(language);
  const [problem, setProblem] = useState<Problem | null>(null);
  const live = useLiveRegion();
  const settled = useRef(false);

  useEffect(() => {
    if (snapshot !== null) settled.current = true;
  }, [snapshot]);

  // Set with the drawing, not after it: nobody is read the new words in the old language.
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const theme = snapshot?.preferences.theme ?? "system";
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  // A refusal belongs to the page on which it was asked for.
  const page = snapshot?.page.name ?? null;
  useEffect(() => setProblem(null), [page]);

  const asking = useMemo(() => {
    const shown = async (asked: Promise<Outcome>): Promise<Outcome> => {
      const outcome = await asked.catch(
        (error: unknown): Outcome => ({ ok: false, problem: "failed", detail: String(error) }),
      );
      setProblem(outcome.ok ? null : { code: outcome.problem, detail: outcome.detail });
      return outcome;
    };
    return {
      request: (request: Parameters<Bridge["request"]>[0]) => shown(bridge.request(request)),
      intend: (intent: Parameters<Bridge["intend"]>[0]) => shown(bridge.intend(intent)),
      settled: () => settled.current,
    };
  }, [bridge]);

  useLayoutEffect(() => {
    if (snapshot !== null)
      document.title = view === "question" ? words.questions.title : titleOf(snapshot, words);
  }, [snapshot, words, view]);

  if (snapshot === null) {
    const { loading, problems } = words.common;
    return <main class="loading">{known === "failed" ? problems.failed : loading}</main>;
  }

  const value: AppContextValue = {
    snapshot,
    words,
    locale: systemLanguage.toLowerCase().startsWith(language) ? systemLanguage : language,
    bridge,
    ...asking,
    announce: live.announce,
  };
  if (view === "question") {
    return (
      <AppContext.Provider value={value}>
        <QuestionPage />
        <LiveRegion text={live.text} />
      </AppContext.Provider>
    );
  }
  return (
    <AppContext.Provider value={value}>
      <div class="shell">
        <TopBar />
        <main class="page">
          {problem !== null && <ProblemNotice problem={problem} onDismiss={() => setProblem(null)} />}
          <CurrentPage page={snapshot.page.name} />
        </main>
        <PhaseAnnouncer />
        <LiveRegion text={live.text} />
      </div>
    </AppContext.Provider>
  );
}

function CurrentPage({ page }: { readonly page: PageName }) {
  switch (page) {
    case "wizard":
      return <Wizard />;
    case "status":
      return <StatusPage />;
    case "settings":
      return <SettingsPage />;
  }
}

function titleOf(snapshot: AppSnapshot, words: AppContextValue["words"]): string {
  const page =
    snapshot.page.name === "status"
      ? describe(snapshot.node, words).title
      : words.common.pages[snapshot.page.name];
  return `${page} – ${words.common.appName}`;
}
