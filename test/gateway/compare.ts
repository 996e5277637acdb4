/** What a node answered, as an administrator's tool sees it. */
export type Answer =
  | { readonly kind: "payload"; readonly payload: unknown }
  | { readonly kind: "refusal"; readonly code: string; readonly message: string };

type Leaves = ReadonlyMap<string, { readonly type: string; readonly value: unknown }>;

/** Fields that cannot be the same on two computers, or that only time and chance decide. */
const incomparable = new Set(["argPattern", "durationMs"]);

function leavesOf(
  value: unknown,
  path: string,
  found: Map<string, { type: string; value: unknown }>,
): Leaves {
  const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
  const isList = Array.isArray(value) && value.some((item) => typeof item === "object");
  if (isPlain)
    for (const [key, inner] of Object.entries(value))
      leavesOf(inner, path === "" ? key : `${path}.${key}`, found);
  else if (isList) for (const [index, inner] of value.entries()) leavesOf(inner, `${path}.${index}`, found);
  else
    found.set(path, { type: value === null ? "null" : Array.isArray(value) ? "list" : typeof value, value });
  return found;
}

/** Every difference between two answers, in words; none when fields, types, codes and values are the same. */
export function compare(here: Answer, there: Answer): readonly string[] {
  if (here.kind !== there.kind) {
    const name = (answer: Answer) => (answer.kind === "refusal" ? answer.code : "an answer");
    return [`here ${name(here)}, there ${name(there)}`];
  }
  if (here.kind === "refusal" && there.kind === "refusal") {
    if (here.code !== there.code) return [`here ${here.code}, there ${there.code}`];
    return here.message === there.message ? [] : ["the message is other text"];
  }
  if (here.kind !== "payload" || there.kind !== "payload") return [];
  const ours = leavesOf(here.payload, "", new Map());
  const theirs = leavesOf(there.payload, "", new Map());
  const differences: string[] = [];
  for (const [path, { type, value }] of ours) {
    const other = theirs.get(path);
    if (other === undefined) differences.push(`here also ${path}: ${type}`);
    else if (other.type !== type) differences.push(`${path} is ${type} here, ${other.type} there`);
    else if (
      JSON.stringify(value) !== JSON.stringify(other.value) &&
      !incomparable.has(path.slice(path.lastIndexOf(".") + 1))
    )
      differences.push(`${path} is other text`);
  }
  for (const [path, { type }] of theirs) if (!ours.has(path)) differences.push(`not here ${path}: ${type}`);
  return differences;
}
