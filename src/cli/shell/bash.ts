import { type OutlineCommand, quoted, stepsOf, type Values, valueFlags } from "./outline.ts";

function completeValue(values: Values): string {
  if (values === "folder") return 'mapfile -t COMPREPLY < <(compgen -d -- "$cur")';
  if (values === "file") return 'mapfile -t COMPREPLY < <(compgen -f -- "$cur")';
  return values === null ? ":" : `mapfile -t COMPREPLY < <(compgen -W ${quoted(values.join(" "))} -- "$cur")`;
}

/** The completion for bash 4 and later. Pure. */
export function bashCompletion(commands: readonly OutlineCommand[]): string {
  const steps = stepsOf(commands);
  const values = valueFlags(commands).map(
    ({ path, flag, values }) => `    ${quoted(`${path} ${flag}`)}) ${completeValue(values)}; return ;;`,
  );
  const words = commands.map(({ path, verbs, options, argument }) => {
    const all = [
      ...verbs.map(({ name }) => name),
      ...(Array.isArray(argument) ? argument : []),
      ...options.map(({ long }) => long),
    ];
    return `    ${quoted(path)}) words=${quoted(all.join(" "))} ;;`;
  });
  return `# bash completion for clawtray, made by: clawtray completions bash
_clawtray() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path=clawtray words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${steps.join("|")}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $prev" in
${values.join("\n")}
  esac
  case "$path" in
${words.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _clawtray clawtray
`;
}
