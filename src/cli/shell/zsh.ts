import { type OutlineCommand, quoted, stepsOf, type Values, valueFlags } from "./outline.ts";

const described = (word: string, description: string): string =>
  quoted(`${word.replaceAll(":", "\\:")}:${description}`);

function completeValue(values: Values): string {
  if (values === "folder") return "_files -/";
  if (values === "file") return "_files";
  return values === null ? "_message value" : `compadd -- ${values.map(quoted).join(" ")}`;
}

/** The completion for zsh, for a folder of $fpath as `_clawtray`. Pure. */
export function zshCompletion(commands: readonly OutlineCommand[]): string {
  const steps = stepsOf(commands);
  const values = valueFlags(commands).map(
    ({ path, flag, values }) => `    (${quoted(`${path} ${flag}`)}) ${completeValue(values)}; return ;;`,
  );
  const words = commands.map(({ path, verbs, options, argument }) => {
    const all = [
      ...verbs.map(({ name, description }) => described(name, description)),
      ...(Array.isArray(argument) ? argument.map((word) => described(word, "")) : []),
      ...options.map(({ long, description }) => described(long, description)),
    ];
    return `    (${quoted(path)}) candidates=(${all.join(" ")}) ;;`;
  });
  return `#compdef clawtray
# zsh completion for clawtray, made by: clawtray completions zsh
_clawtray() {
  local at=clawtray i
  local -a candidates
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      (${steps.join("|")}) at="$at \${words[i]}" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  case "$at" in
${words.join("\n")}
  esac
  _describe clawtray candidates
}
_clawtray "$@"
`;
}
