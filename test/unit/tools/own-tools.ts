import { onTestFinished } from "vitest";
import { createExecCommands } from "../../../src/core/commands/exec-commands.ts";
import { createFileDoor } from "../../../src/core/commands/files/file-door.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import type { Security } from "../../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import { silentLogger } from "../../../src/core/log/log.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { createBuiltInTools } from "../../../src/core/tools/built-in/create.ts";
import { createBuiltInServer } from "../../../src/core/tools/built-in/server.ts";
import { createToolDoor } from "../../../src/core/tools/door.ts";
import type { CallResult } from "../../../src/core/tools/sdk.ts";
import { switchBuiltIn } from "../../../src/core/tools/tool-list.ts";
import type { BuiltInToolName } from "../../../src/shared/built-in-tool.ts";
import type { Question } from "../../../src/shared/question.ts";
import { success } from "../../../src/shared/result.ts";
import { someContext } from "../../support/invoke-context.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** What a person does with a question; nothing leaves it open. */
export type Person = (
  question: Question,
) => { answer: "deny" | "allow-once" | "reply"; reply?: string } | null;

export const no: Person = () => ({ answer: "deny" });
export const types =
  (reply: string): Person =>
  () => ({ answer: "reply", reply });

export interface Options {
  readonly person?: Person;
  readonly picked?: readonly string[] | null;
  readonly security?: Security;
}

/** Clawtray's own tools with these switched on, and asked about. */
export async function setting(on: readonly BuiltInToolName[], { person, picked, security }: Options = {}) {
  const stateDir = temporaryDirectory();
  const home = temporaryDirectory();
  await switchBuiltIn(stateDir, on, "ask");
  const asked: Question[] = [];
  const done: string[] = [];
  const questions = createQuestionQueue(systemClock);
  if (person !== undefined) {
    questions.attach({
      show(question) {
        asked.push(question);
        const given = person(question);
        if (given === null) return;
        const how = { everywhere: false, ...(given.reply === undefined ? {} : { reply: given.reply }) };
        queueMicrotask(() => questions.answer(question.id, given.answer, how));
      },
      close() {},
    });
  }
  const activity = createActivityLog(stateDir);
  const approvals = createApprovalsStore(stateDir);
  if (security !== undefined)
    await approvals.change((file) => ({ ...file, defaults: { ...file.defaults, security, ask: "off" } }));
  const environment = createProgramEnvironment(process.env, process.platform);
  const programs = async () => environment;
  const gateway = () => "wss://gateway.example.org";
  const [run] = createExecCommands({
    approvals,
    activity,
    questions,
    owner: () => ({ remoteMayLoosen: false, acceptGatewayApprovals: false }),
    gateway,
    emit() {},
    skillPrograms: async () => [],
    programs,
    ownPlaces: { stateDir, folders: [], programs: [] },
    home,
  }).filter(({ name }) => name === "system.run");
  const files = createFileDoor({
    stateDir,
    activity,
    log: silentLogger,
    gateway,
    now: () => systemClock.now(),
    onChange() {},
  });
  const state = { runIsOn: true, clipboard: "copied" };
  const tools = createBuiltInTools({
    clock: systemClock,
    questions,
    files,
    systemRun: run ?? null,
    gatewayName: () => "gateway.example.org",
    privatePlaces: () => ({ home, own: [stateDir], platform: process.platform }),
    facts: () => ({
      sources: {
        clipboard: {
          read: async () => success(state.clipboard),
          async write(text) {
            state.clipboard = text;
            return success(undefined);
          },
        },
        opener: {
          async openLink(link) {
            done.push(`opened ${link}`);
            return success(undefined);
          },
          async openFile(path) {
            done.push(`opened file ${path}`);
            return success(undefined);
          },
        },
        windows: null,
        picker: picked === undefined ? null : { pick: async () => picked },
      },
      notifier: {
        async show({ title }) {
          done.push(`shown ${title}`);
          return success(undefined);
        },
      },
      runIsOn: state.runIsOn,
      folderFor: () => false,
    }),
  });
  const door = createToolDoor({
    stateDir,
    clock: systemClock,
    questions,
    activity,
    gateway,
    home,
    builtIn: createBuiltInServer(tools),
    world: {
      clock: systemClock,
      log: silentLogger,
      appVersion: "0.0.0",
      platform: process.platform,
      home,
      programs,
      cage: async () => null,
      variables: async () => success({}),
    },
  });
  onTestFinished(async () => {
    await door.close();
    await files.close();
  });
  door.open();
  const call = (tool: BuiltInToolName, args: object = {}, timeoutMs = 30_000) =>
    door.command.run(
      { server: "clawtray", tool, arguments: args },
      { ...someContext(), timeoutMs, sessionKey: "agent:main:main" },
    ) as Promise<CallResult & { structuredContent: Readonly<Record<string, unknown>> }>;
  const logged = () => JSON.stringify(activity.read());
  return { stateDir, home, door, state, asked, done, call, logged };
}

export const textOf = ({ content }: CallResult): string => String(content[0]?.text);
