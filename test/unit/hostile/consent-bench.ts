import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { Question, QuestionAnswer, QuestionEnd } from "../../../src/shared/question.ts";
import { createExecBench, type ExecBench } from "./exec-bench.ts";

export const notPosix = process.platform === "win32";
export const agent = { agentId: "main", sessionKey: "agent:main:main" };

export let bench: ExecBench;
export let shown: Question[];
export let closed: QuestionEnd[];

/** Gives every test of a file a node of its own, and notes what its person was shown. */
export function useConsentBench(): void {
  beforeEach(() => {
    bench = createExecBench({});
    shown = [];
    closed = [];
  });
  afterEach(() => bench.remove());
}

/** A person who always answers the same, or looks on. */
export function person(answer: QuestionAnswer | null, meanwhile: () => void = () => {}): () => void {
  return bench.questions.attach({
    show(question) {
      shown.push(question);
      if (answer === null) return;
      queueMicrotask(() => {
        meanwhile();
        bench.questions.answer(question.id, question.answers.includes(answer) ? answer : "allow-once");
      });
    },
    close: (_id, end) => closed.push(end),
  });
}

export const touch = () => ({ command: ["/bin/sh", "-c", "echo ran > witness"], cwd: bench.work, ...agent });
export const ran = () => existsSync(join(bench.work, "witness"));

/** Goes on with another node, of another policy. */
export function startOver(...options: Parameters<typeof createExecBench>): void {
  bench.remove();
  bench = createExecBench(...options);
}
