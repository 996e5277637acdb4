/** What a profile is made of: words, texts, patterns and lists of these. */
export type Form = string | { readonly text: string } | { readonly pattern: string } | readonly Form[];

export const isList = (form: Form): form is readonly Form[] => Array.isArray(form);

/** Reads the language of profiles as TinyScheme does; throws where a text or a list has no end. */
export function readProfile(profile: string): readonly Form[] {
  let at = 0;
  const skipBlanks = () => {
    while (/\s/.test(profile[at] ?? "")) at++;
  };
  const readText = (): Form => {
    let text = "";
    for (; profile[at] !== '"'; at++) {
      if (profile[at] === "\\") at++;
      if (profile[at] === undefined) throw new Error("a text has no end");
      text += profile[at];
    }
    at++;
    return { text };
  };
  const readPattern = (): Form => {
    const end = profile.indexOf('"', at + 1);
    if (end < 0) throw new Error("a pattern has no end");
    const pattern = profile.slice(at + 1, end);
    at = end + 1;
    return { pattern };
  };
  const readList = (): Form => {
    const list: Form[] = [];
    for (skipBlanks(); profile[at] !== ")"; skipBlanks()) {
      if (at >= profile.length) throw new Error("a list has no end");
      list.push(readForm());
    }
    at++;
    return list;
  };
  const readForm = (): Form => {
    const character = profile[at++] ?? "";
    if (character === ")") throw new Error("a list ends that did not begin");
    if (character === "(") return readList();
    if (character === '"') return readText();
    if (character === "#" && profile[at] === '"') return readPattern();
    let word = character;
    while (/[^\s()"]/.test(profile[at] ?? "")) word += profile[at++];
    return word;
  };
  const forms: Form[] = [];
  for (skipBlanks(); at < profile.length; skipBlanks()) forms.push(readForm());
  return forms;
}

function filterMatches(filter: readonly Form[], path: string): boolean {
  const [kind, operand] = filter;
  if (typeof operand !== "object" || isList(operand)) return false;
  if ("pattern" in operand) return kind === "regex" && new RegExp(operand.pattern, "s").test(path);
  if (kind === "literal") return operand.text === path;
  return kind === "subpath" && (path === operand.text || path.startsWith(`${operand.text}/`));
}

const covers = (operation: string, asked: string): boolean =>
  operation === "default" ||
  operation === asked ||
  (operation.endsWith("*") && asked.startsWith(operation.slice(0, -1)));

/** What the last rule that matches says, which is the one that counts. */
export function decide(profile: string, operation: string, path: string): "allow" | "deny" {
  let verdict: "allow" | "deny" = "allow";
  for (const form of readProfile(profile)) {
    if (!isList(form) || (form[0] !== "allow" && form[0] !== "deny")) continue;
    const operations = form.filter((each): each is string => typeof each === "string").slice(1);
    const filters = form.filter(isList);
    const matches = filters.length === 0 || filters.some((filter) => filterMatches(filter, path));
    if (matches && operations.some((each) => covers(each, operation))) verdict = form[0];
  }
  return verdict;
}
