import type { Question } from "../../../shared/question.ts";
import type { Unusual } from "../../../shared/reasons.ts";
import { reveal, revealCommand } from "../../../shared/text/reveal.ts";
import type { Analysis } from "../analysis/analyse.ts";
import { formatCommand } from "../analysis/format-command.ts";
import type { Grant } from "../process/cage/grant.ts";

/** Most serious first. */
const order: readonly Unusual[] = [
  "own-files",
  "own-program",
  "content-changed",
  "other-rights",
  "invisible-characters",
  "inline-code",
  "shell-not-understood",
  "runs-other-programs",
  "program-not-found",
  "program-outside-system",
  "environment-changed",
  "login-shell",
  "very-long",
];

export interface QuestionInput {
  readonly id: string;
  readonly gateway: string;
  readonly agent: string | null;
  readonly session: string | null;
  readonly argv: readonly string[];
  readonly directory: string;
  readonly analysis: Analysis;
  /** What else is unusual about it. */
  readonly more: readonly Unusual[];
  readonly variables: readonly string[];
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly mayRemember: boolean;
  /** What it could touch when contained; null when that is not offered. */
  readonly contained?: Grant | null;
}

/** What is put before a person. Nothing is shortened: what cannot be shown whole must not be approved. */
export function buildQuestion(input: QuestionInput): Question {
  const { contained = null } = input;
  const unusual = new Set<Unusual>([...input.analysis.unusual, ...input.more]);
  const plain = formatCommand(input.argv);
  const command = revealCommand(plain);
  const directory = reveal(input.directory);
  if (command !== plain || directory !== input.directory) unusual.add("invisible-characters");
  if (input.variables.length > 0) unusual.add("environment-changed");
  return {
    id: input.id,
    gateway: reveal(input.gateway),
    agent: input.agent === null ? null : reveal(input.agent),
    session: input.session === null ? null : reveal(input.session),
    command,
    words: input.argv.map(reveal),
    directory,
    program:
      input.analysis.whole.executable === null ? null : reveal(input.analysis.whole.executable.realPath),
    unusual: order.filter((code) => unusual.has(code)),
    variables: input.variables.map(reveal),
    askedAt: input.askedAt,
    expiresAt: input.expiresAt,
    contained: contained === null ? null : { write: contained.write.map(reveal), network: contained.network },
    answers: [
      "deny",
      ...(contained === null ? [] : (["allow-always-contained"] as const)),
      "allow-once",
      ...(input.mayRemember ? (["allow-always"] as const) : []),
    ],
  };
}
