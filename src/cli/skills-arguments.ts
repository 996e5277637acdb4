import { Argument, type Command } from "commander";
import { type Result, success } from "../shared/result.ts";
import type { Values } from "./argument-values.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export type SkillsAction =
  | { readonly kind: "list" }
  /** As typed; null for none. */
  | { readonly kind: "folder"; readonly path: string | null }
  | { readonly kind: "this-computer"; readonly on: boolean };

export interface SkillsArguments extends Place {
  readonly action: SkillsAction;
}

type Take = (options: Result<SkillsArguments, string>) => void;

const SAY =
  "Usage: clawtray skills, clawtray skills folder PATH or off, or clawtray skills this-computer on or off.";

/** `clawtray skills`, with its verbs. */
export function defineSkills(program: Command, take: Take): void {
  const skills = program
    .command("skills")
    .summary("offer skills of this computer to the agent")
    .description(
      "Lists the skills that the gateway's agents can read: those of a folder you choose, and one that describes this computer. None is offered until you say so.",
    );
  withPlace(explain(skills, SAY)).action(takes(take, { kind: "list" }));
  const verb = (name: string, summary: string, description: string): Command =>
    withPlace(explain(skills.command(name).summary(summary).description(description), SAY));
  verb("list", "list the skills", "Lists what is offered, and what is left out and why.").action(
    takes(take, { kind: "list" }),
  );
  verb(
    "folder",
    "choose the folder of skills",
    "Offers the skills of a folder: each is a folder in it with a SKILL.md. Changes are followed.",
  )
    .argument("<path>", "the folder, or off")
    .action((path: string, values: Values, self: Command) =>
      takes(take, { kind: "folder", path: path === "off" ? null : path })(values, self),
    );
  verb(
    "this-computer",
    "offer the skill that describes this computer",
    "Offers a skill that Clawtray writes: what is switched on, what you are asked about, what is refused, and how an agent asks for more.",
  )
    .addArgument(new Argument("<switch>", "on or off").choices(["on", "off"]))
    .action((to: string, values: Values, self: Command) =>
      takes(take, { kind: "this-computer", on: to === "on" })(values, self),
    );
}

/** A commander action that reads the options and passes them on. */
const takes =
  (take: Take, action: SkillsAction) =>
  (_values: Values, self: Command): void => {
    const place = readPlace(self.optsWithGlobals());
    take(place.ok ? success({ ...place.value, action }) : place);
  };
