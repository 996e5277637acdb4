import * as v from "valibot";
import { ToolServerError } from "../tool-server.ts";
import type { Arguments } from "./built-in-tool.ts";

/** The arguments as the schema has them; throws what is wrong with them, for the agent. */
export function readArguments<Schema extends v.GenericSchema>(
  schema: Schema,
  args: Arguments,
): v.InferOutput<Schema> {
  const read = v.safeParse(schema, args);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const where = v.getDotPath(issue) ?? "arguments";
  // The message of the library may repeat what was sent, which may be long.
  throw new ToolServerError(`${where.slice(0, 60)}: ${issue.message.slice(0, 200)}`);
}
