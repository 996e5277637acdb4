/** What a SKILL.md says of itself in its first lines. */
export interface FrontMatter {
  readonly name: string | null;
  readonly description: string | null;
}

/**
 * Reads `name` and `description` from the front matter: the lines between `---` and `---` at the very beginning. Null
 * when there is none. Of YAML only what such lines are written in is understood: plain and quoted text, text that goes
 * on in indented lines, and blocks (`|`, `>`). Pure.
 */
export function readFrontMatter(content: string): FrontMatter | null {
  const lines = content.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0]?.trimEnd() !== "---") return null;
  const end = lines.findIndex((line, at) => at > 0 && /^(---|\.\.\.)\s*$/.test(line));
  if (end === -1) return null;
  const fields = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of lines.slice(1, end)) {
    const [, key, rest = ""] = /^([A-Za-z][\w-]*):(?:\s+(.*))?$/.exec(line) ?? [];
    if (key !== undefined) {
      current = [rest];
      // What is said twice counts as it was said first.
      if (!fields.has(key)) fields.set(key, current);
    } else if (/^\s/.test(line) || line === "") current?.push(line.trim());
    else if (!line.startsWith("#")) return null;
  }
  return { name: textOf(fields.get("name")), description: textOf(fields.get("description")) };
}

/** Null for nothing, and for what is no text. */
function textOf(lines: readonly string[] | undefined): string | null {
  if (lines === undefined) return null;
  const [first = "", ...others] = lines;
  const block = /^[|>][+-]?\d?\s*(#.*)?$/.test(first);
  const joined = (block ? others : lines).join(block && first.startsWith("|") ? "\n" : " ").trim();
  const text = block ? joined : unquoted(joined);
  return text === null || text.trim() === "" ? null : text.trim();
}

function unquoted(text: string): string | null {
  if (text.startsWith('"')) {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === "string" ? value : null;
    } catch {
      return null;
    }
  }
  if (text.startsWith("'"))
    return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : null;
  return /^[[{&*!@`%]/.test(text) ? null : text.replace(/\s+#.*$/, "");
}
