import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { AppSnapshot, Bridge, Outcome, Page as PageName, Refusal } from "../../shared/bridge.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import { catalogueFor, languageFor } from "../../shared/words/languages.ts";
import { AskPage } from "../ask/ask-page.tsx";
import { Notice } from "../components/notice.tsx";
import { QuestionPage } from "../questions/question-page.tsx";
import { SettingsPage } from "../settings/settings-page.tsx";
import { StatusPage } from "../status/status-page.tsx";
import { ToolsPage } from "../tools/tools-page.tsx";
import { Wizard } from "../wizard/wizard.tsx";
import { AppContext, type AppContextValue } from "./app-context.ts";
import { ConnectionBar, nameOf } from "./connection-bar.tsx";
import { LiveRegion, useLiveRegion } from "./live-region.tsx";
import { PhaseAnnouncer } from "./phase-announcer.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { scopedBridge } from "./scoped-bridge.ts";
import { TopBar } from "./top-bar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";
import { useSnapshot } from "./use-snapshot.ts";

interface AppProps {
  readonly bridge: Bridge;
  /** BCP 47 tag, for a person who chose "like the system". */
  readonly systemLanguage: string;
  /** Which of the app's windows this is. */
  readonly view: "main" | "question" | "ask";
}

/** The window: one snapshot in, requests out. */
export function App({ bridge, systemLanguage, view }: AppProps) {
  const known = useSnapshot(bridge);
  const snapshot = known === "failed" ? null : known;
  const language = languageFor(snapshot?.preferences.language ?? "system", systemLanguage);
  const words = catalogueFor(language, snapshot?.app.platform);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const live = useLiveRegion();
  const settled = useRef(false);

  useEffect(() => {
    if (snapshot !== null) settled.current = true;
  }, [snapshot]);

  // Set while drawing, not after it: nobody should hear the new words read in the old language.
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const theme = snapshot?.preferences.theme ?? "system";
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const connection = snapshot?.connections?.shown;
  const scoped = useMemo(() => scopedBridge(bridge, connection), [bridge, connection]);

  // A refusal belongs to the page on which the request was made.
  const page = snapshot?.page.name ?? null;
  useEffect(() => setProblem(null), [page, connection]);

  const asking = useMemo(() => {
    const shown = async (asked: Promise<Outcome>): Promise<Outcome> => {
      const outcome = await asked.catch(
        (error: unknown): Outcome => ({ ok: false, problem: "failed", detail: String(error) }),
      );
      // That one is a question, and the page that got it asks it.
      const isProblem = !outcome.ok && outcome.problem !== "another-gateway";
      setProblem(isProblem ? outcome : null);
      return outcome;
    };
    return {
      request: (request: Parameters<Bridge["request"]>[0]) => shown(scoped.request(request)),
      intend: (intent: Parameters<Bridge["intend"]>[0]) => shown(scoped.intend(intent)),
      settled: () => settled.current,
    };
  }, [scoped]);

  useShortcuts(view === "main" ? snapshot : null, asking.request);

  useLayoutEffect(() => {
    if (snapshot !== null) document.title = windowTitle(view, snapshot, words);
  }, [snapshot, words, view]);

  if (snapshot === null) {
    const { loading, problems } = words.common;
    return <main class="loading">{known === "failed" ? problems.failed : loading}</main>;
  }

  const value: AppContextValue = {
    snapshot,
    words,
    locale: systemLanguage.toLowerCase().startsWith(language) ? systemLanguage : language,
    bridge: scoped,
    ...asking,
    announce: live.announce,
  };
  const notice = problem !== null && <ProblemNotice refusal={problem} onDismiss={() => setProblem(null)} />;
  if (view !== "main") {
    return (
      <AppContext.Provider value={value}>
        {view === "ask" ? <AskPage key={connection ?? ""} problem={notice} /> : <QuestionPage />}
        <LiveRegion text={live.text} />
      </AppContext.Provider>
    );
  }
  return (
    <AppContext.Provider value={value}>
      <div class={connection === undefined ? "shell" : "shell several"}>
        <TopBar />
        <ConnectionBar />
        <main class="page">
          {notice}
          {snapshot.app.newerSettings && (
            <Notice kind="warning">
              <p>{words.common.newerSettings}</p>
            </Notice>
          )}
          {/* Nothing of one connection's page, not even what was typed there, is left for another's. */}
          <CurrentPage key={connection ?? ""} page={snapshot.page.name} />
        </main>
        <PhaseAnnouncer key={connection ?? ""} />
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
    case "tools":
      return <ToolsPage />;
    case "settings":
      return <SettingsPage />;
  }
}

function windowTitle(view: AppProps["view"], snapshot: AppSnapshot, words: AppContextValue["words"]): string {
  if (view === "question") return words.questions.title;
  return view === "ask" ? named(words.ask.title, snapshot, words) : titleOf(snapshot, words);
}

function titleOf(snapshot: AppSnapshot, words: AppContextValue["words"]): string {
  const page =
    snapshot.page.name === "status"
      ? describe(snapshot.node, words).title
      : words.common.pages[snapshot.page.name];
  return `${named(page, snapshot, words)} – ${words.common.appName}`;
}

/** With the name of the connection, where there are several. */
function named(title: string, { connections }: AppSnapshot, words: AppContextValue["words"]): string {
  const item = connections?.list.find(({ id }) => id === connections.shown);
  return item === undefined
    ? title
    : fill(words.connectionPages.titled, { name: nameOf(item, words), title });
}
