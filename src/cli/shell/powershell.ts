import type { OutlineCommand, Values } from "./outline.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const list = (words: readonly string[]): string => `@(${words.map(quoted).join(", ")})`;

/** What follows an option: a closed list; null leaves folders and files to PowerShell's own completion. */
const valuesOf = (values: Values): string => (Array.isArray(values) ? list(values) : "$null");

/** The completion for PowerShell 5.1 and later (`Register-ArgumentCompleter -Native`, Microsoft). Pure. */
export function powershellCompletion(commands: readonly OutlineCommand[]): string {
  const steps = commands.flatMap(({ path, verbs }) => verbs.map(({ name }) => `${path} ${name}`));
  const values = commands.flatMap(({ path, options }) =>
    options.flatMap(({ long, short, value }) =>
      value === null
        ? []
        : [long, ...(short === null ? [] : [short])].map(
            (flag) => `    ${quoted(`${path} ${flag}`)} = ${valuesOf(value.values)}`,
          ),
    ),
  );
  const words = commands.map(({ path, verbs, options, argument }) => {
    const all = [
      ...verbs.map(({ name }) => name),
      ...(Array.isArray(argument) ? argument : []),
      ...options.map(({ long }) => long),
    ];
    return `    ${quoted(path)} = ${list(all)}`;
  });
  return `# PowerShell completion for clawtray, made by: clawtray completions powershell
Register-ArgumentCompleter -Native -CommandName clawtray -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $steps = ${list(steps)}
  $values = @{
${values.join("\n")}
  }
  $words = @{
${words.join("\n")}
  }
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $path = 'clawtray'
  foreach ($word in $typed | Select-Object -Skip 1) {
    if ($steps -ccontains "$path $word") { $path = "$path $word" }
  }
  $offered = $words[$path]
  if ($typed.Count -gt 1 -and $values.ContainsKey("$path $($typed[-1])")) { $offered = $values["$path $($typed[-1])"] }
  $offered | Where-Object { $_ -and $_.StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
