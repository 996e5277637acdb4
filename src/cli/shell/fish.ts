import type { OutlineCommand, Values } from "./outline.ts";

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function completeValue(values: Values): string {
  if (values === "folder") return ` -r -a '(__fish_complete_directories)'`;
  if (values === "file") return " -r -F";
  return values === null ? " -r" : ` -r -a ${quoted(values.join(" "))}`;
}

/** The completion for fish. Pure. */
export function fishCompletion(commands: readonly OutlineCommand[]): string {
  const steps = commands.flatMap(({ path, verbs }) => verbs.map(({ name }) => quoted(`${path} ${name}`)));
  const lines = commands.flatMap(({ path, verbs, options, argument }) => {
    const here = `complete -c clawtray -n ${quoted(`__clawtray_at "${path}"`)}`;
    return [
      ...verbs.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
      ...(Array.isArray(argument) ? [`${here} -a ${quoted(argument.join(" "))}`] : []),
      ...options.map(({ long, short, description, value }) => {
        const flags = `-l ${long.slice(2)}${short === null ? "" : ` -s ${short.slice(1)}`}`;
        return `${here} ${flags}${value === null ? "" : completeValue(value.values)} -d ${quoted(description)}`;
      }),
    ];
  });
  return `# fish completion for clawtray, made by: clawtray completions fish
function __clawtray_at
  set -l path clawtray
  for word in (commandline -opc)[2..-1]
    switch "$path $word"
      case ${steps.join(" ")}
        set path "$path $word"
    end
  end
  test "$path" = "$argv[1]"
end
complete -c clawtray -f
${lines.join("\n")}
`;
}
