/** Where Electron keeps its fuses: this text, a version, a length, then a digit each. */
const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const fuses = [
  "runAsNode",
  "cookies",
  "nodeOptions",
  "inspect",
  "asarIntegrity",
  "onlyAsar",
  "snapshot",
  "file",
] as const;

/** What stands before the digits in an executable. */
const head = `${sentinel}\x01${String.fromCharCode(fuses.length)}`;

/** Every fuse on, as Electron ships them. */
export const allFusesOn = Buffer.from(`${head}${"1".repeat(fuses.length)}`, "latin1");

/** The same as a string of C. */
export const allFusesOnInC = `${sentinel}\\x01" "\\x08" "${"1".repeat(fuses.length)}`;

/** What the packages promise. */
export const promisedFuses = {
  runAsNode: "0",
  nodeOptions: "0",
  inspect: "0",
  cookies: "0",
  asarIntegrity: "1",
  onlyAsar: "1",
  file: "0",
};

/** The fuses of an executable by name: "0" off, "1" on. */
export function readFuses(executable: Buffer): Readonly<Record<string, string>> {
  const bytes = executable.toString("latin1");
  const at = bytes.indexOf(sentinel);
  if (at === -1) throw new Error("there are no fuses in it");
  const begin = at + head.length;
  return Object.fromEntries(fuses.map((name, index) => [name, bytes[begin + index] ?? ""]));
}
