/** Which level of a key a set of modifiers reaches: the first for every set that is not listed. */
export interface KeyType {
  /** The modifiers it looks at. */
  readonly modifiers: number;
  readonly levels: ReadonlyMap<number, number>;
}

export interface MappedKey {
  readonly keycode: number;
  /** The modifiers that it is. */
  readonly modifiers: number;
  /** What is done about a group that it does not have. */
  readonly groupInfo: number;
  readonly groups: readonly { readonly type: KeyType; readonly symbols: readonly number[] }[];
}

export type KeyboardMap = readonly MappedKey[];

/** How to press a key so that it gives a symbol. */
export interface Stroke {
  readonly keycode: number;
  /** The modifiers that must be down for it. */
  readonly modifiers: number;
  /** The group that must be locked for it. */
  readonly group: number;
}

/** The bit of this modifier. Source: X Window System Protocol, "Common Types", `Lock`. */
export const CAPS_LOCK = 2;

const MAX_GROUPS = 4;

/**
 * The best way to a symbol for which `isWanted`: in this group, or else in the first other one that has it; with as few
 * modifiers as possible out of `available`, while `locked` ones are on. Null when no key gives it. Pure.
 */
export function findStroke(
  map: KeyboardMap,
  isWanted: (symbol: number) => boolean,
  state: { readonly group: number; readonly locked: number; readonly available: readonly number[] },
): Stroke | null {
  const groups = [state.group, ...Array.from({ length: MAX_GROUPS }, (_, group) => group)];
  const combinations = [0, ...subsets(state.available)];
  for (const group of groups) {
    let best: Stroke | null = null;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const key of map) {
      const acting = key.groups[actingGroup(key, group)];
      if (acting === undefined) continue;
      const rank = combinations.findIndex((modifiers) => {
        const level = acting.type.levels.get((modifiers | state.locked) & acting.type.modifiers) ?? 0;
        return isWanted(acting.symbols[level] ?? 0);
      });
      if (rank < 0 || rank >= bestRank) continue;
      bestRank = rank;
      best = { keycode: key.keycode, modifiers: combinations[rank] ?? 0, group };
    }
    if (best) return best;
  }
  return null;
}

/** The first key that is a modifier by this symbol; null when there is none. Pure. */
export function findModifier(map: KeyboardMap, symbols: readonly number[]): MappedKey | null {
  for (const symbol of symbols) {
    const isIt = (key: MappedKey) =>
      key.modifiers !== 0 && key.groups.some((group) => group.symbols[0] === symbol);
    const found = map.find(isIt);
    if (found) return found;
  }
  return null;
}

/** The keys that do nothing, the highest first: these are on the fewest keyboards. Pure. */
export function spareKeys(map: KeyboardMap): readonly number[] {
  const isSpare = ({ modifiers, groups }: MappedKey) =>
    modifiers === 0 && groups.every(({ symbols }) => symbols.every((symbol) => symbol === 0));
  return map
    .filter(isSpare)
    .map(({ keycode }) => keycode)
    .toReversed();
}

/** Source: the X Keyboard Extension, "Key Symbol Map", for groups that are out of a key's range. */
function actingGroup({ groups, groupInfo }: MappedKey, group: number): number {
  if (group < groups.length || groups.length === 0) return group;
  const rule = groupInfo & 0xc0;
  if (rule === 0x40) return groups.length - 1;
  if (rule !== 0x80) return group % groups.length;
  const instead = (groupInfo >> 4) & 3;
  return instead < groups.length ? instead : 0;
}

/** Every sum of some of these bits, those of fewest first. */
function subsets(bits: readonly number[]): readonly number[] {
  const sums = [0];
  for (const bit of bits) sums.push(...sums.map((sum) => sum | bit));
  const count = (sum: number) => bits.filter((bit) => (sum & bit) !== 0).length;
  return sums.filter((sum) => sum !== 0).sort((one, other) => count(one) - count(other));
}
