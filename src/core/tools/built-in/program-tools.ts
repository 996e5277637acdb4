import * as v from "valibot";
import type { BuiltInToolName } from "../../../shared/built-in-tool.ts";
import { formatCommand } from "../../exec/analysis/format-command.ts";
import { ToolServerError } from "../tool-server.ts";
import { readArguments } from "./arguments.ts";
import { said, type ToolBody } from "./built-in-tool.ts";
import type { LongProgram, LongPrograms } from "./programs.ts";

/** What of the output one answer holds, characters: about what reaches a model. */
const MAX_READ = 15_000;
/** How much of a command is repeated. */
const MAX_COMMAND = 300;

const startSchema = v.strictObject({
  command: v.pipe(v.array(v.string()), v.minLength(1)),
  cwd: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.string())),
  timeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(86_400))),
});
const idSchema = v.strictObject({ id: v.string() });
const pollSchema = v.strictObject({
  id: v.string(),
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});

type ProgramTool = Extract<BuiltInToolName, `program_${string}`>;

const idProperty = { id: { type: "string", description: "From program_start" } };

/** `program_start`, `program_poll`, `program_stop` and `program_list`, over the programs of one connection. */
export function programTools(
  programs: LongPrograms,
  runIsOn: () => boolean,
): Readonly<Record<ProgramTool, ToolBody>> {
  const find = (id: string): LongProgram => {
    const found = programs.find(id);
    if (found === null)
      throw new ToolServerError("no program with this id was started here, or its end is long past");
    return found;
  };
  return {
    program_start: startTool(programs, runIsOn),
    program_poll: {
      description:
        "Reads what a program started by program_start has written, from an offset on, and says whether it still runs. The last million characters are kept.",
      inputSchema: {
        type: "object",
        properties: {
          ...idProperty,
          offset: { type: "integer", minimum: 0, description: "nextOffset of the last call; 0 at first" },
        },
        required: ["id"],
        additionalProperties: false,
      },
      readOnly: true,
      async run(args) {
        const { id, offset } = readArguments(pollSchema, args);
        const program = find(id);
        const { text, from, next } = program.output.read(offset, MAX_READ);
        const more = program.output.total() - next;
        const head = [
          stateOf(program),
          `nextOffset ${next}`,
          ...(from > offset ? [`${from - offset} older characters are gone`] : []),
          ...(more > 0 ? [`${more} more characters to read`] : []),
        ].join("; ");
        return said(`[${head}]\n${text}`, { ...factsOf(program), nextOffset: next });
      },
    },
    program_stop: {
      description: "Ends a program started by program_start, with everything it started.",
      inputSchema: { type: "object", properties: idProperty, required: ["id"], additionalProperties: false },
      readOnly: false,
      async run(args) {
        const program = find(readArguments(idSchema, args).id);
        program.stop();
        await program.ended;
        return said(stateOf(program), factsOf(program));
      },
    },
    program_list: {
      description: "Lists the programs started by program_start for this gateway, with their ids.",
      inputSchema: { type: "object", properties: {}, additionalProperties: false },
      readOnly: true,
      async run() {
        const all = programs.list();
        const lines = all.map((program) => `${program.id}: ${stateOf(program)}: ${program.command}`);
        return said(lines.join("\n") || "None was started.", { programs: all.map(factsOf) });
      },
    },
  };
}

const startTool = (programs: LongPrograms, runIsOn: () => boolean): ToolBody => ({
  description:
    "Starts a program that may take long, and returns an id instead of waiting for its end. It is judged, asked about and contained exactly like system.run. It has no input, and ends when the node does. Read its output with program_poll.",
  inputSchema: {
    type: "object",
    properties: {
      command: {
        type: "array",
        items: { type: "string" },
        minItems: 1,
        description: "Program and arguments; no shell",
      },
      cwd: { type: "string", description: "Working folder; the person's home folder if omitted" },
      env: { type: "object", additionalProperties: { type: "string" } },
      timeoutSeconds: { type: "number", minimum: 1, maximum: 86_400, description: "No limit if omitted" },
    },
    required: ["command"],
    additionalProperties: false,
  },
  readOnly: false,
  close: () => programs.close(),
  // Whoever switches commands off means these as well.
  look: () => void (runIsOn() || programs.close()),
  // The entry of the command itself says everything.
  logged: () => ({ command: "[see the entry of the command]" }),
  async run(args, context) {
    const { command, cwd, env, timeoutSeconds } = readArguments(startSchema, args);
    const params = {
      command,
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1_000 }),
      ...(context.agent === null ? {} : { agentId: context.agent }),
      ...(context.session === null ? {} : { sessionKey: context.session }),
    };
    const program = await programs.start(params, formatCommand(command).slice(0, MAX_COMMAND), context);
    return said(`Started. Its id: ${program.id}`, factsOf(program));
  },
});

const factsOf = ({ id, command, startedAt, end }: LongProgram) => ({
  id,
  command,
  startedAt: new Date(startedAt).toISOString(),
  running: end === null,
  ...(end === null ? {} : { exitCode: end.exitCode, timedOut: end.timedOut, error: end.error }),
});

function stateOf({ end }: LongProgram): string {
  if (end === null) return "running";
  if (end.timedOut) return "ended by its time limit";
  if (end.error !== null) return `ended: ${end.error}`;
  return end.exitCode === null ? "ended by a signal" : `ended with exit code ${end.exitCode}`;
}
