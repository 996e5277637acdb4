/**
 * Who may do what with a file, from Windows' text form of security descriptors (SDDL). Source: Microsoft Learn, "ACE
 * Strings", "SID Strings", "Security Descriptor String Format", and "File Access Rights Constants".
 */
export interface SecurityDescriptor {
  /** A SID, or Windows' two letters for a well-known one. */
  readonly owner: string;
  /** What the list allows, whoever and whatever; null when there is no list, and everybody may do everything. */
  readonly allowed: readonly { readonly who: string; readonly rights: number }[] | null;
}

/** The rights that each pair of letters stands for. */
const letters: Readonly<Record<string, number>> = {
  GA: 0x1000_0000,
  GX: 0x2000_0000,
  GW: 0x4000_0000,
  GR: 0x8000_0000,
  RC: 0x2_0000,
  SD: 0x1_0000,
  WD: 0x4_0000,
  WO: 0x8_0000,
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
};
const EVERYTHING = 0xffff_ffff;

/** Traversing, reading attributes and the list itself, and waiting: nothing is learnt or changed by them. */
const HARMLESS = 0x2000_0000 | 0x10_0000 | 0x2_0000 | 0x80 | 0x20;

/**
 * Those whom Windows lets do everything anyway: the system, its administrators, and TrustedInstaller, which installs
 * Windows' own programs; and two names for the owner. `LA` is the administrators' first account.
 */
const trusted = new Set([
  "SY",
  "S-1-5-18",
  "BA",
  "S-1-5-32-544",
  "LA",
  "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
]);
const ownersOwn = new Set(["CO", "S-1-3-0", "OW", "S-1-3-4"]);

/** Accounts that a person may be, by their letters. */
const accounts: Readonly<Record<string, string>> = { LS: "S-1-5-19", NS: "S-1-5-20" };

/** Names for a sentence; anyone not listed is shown by SID. */
const names: Readonly<Record<string, string>> = {
  WD: "Everyone",
  "S-1-1-0": "Everyone",
  AU: "Authenticated Users",
  "S-1-5-11": "Authenticated Users",
  BU: "Users",
  "S-1-5-32-545": "Users",
  BG: "Guests",
  AN: "Anonymous",
  IU: "Interactive",
};

/** What a text like `O:BAG:SYD:PAI(A;OICI;FA;;;SY)` says; null when it is not such a text, or names no owner. Pure. */
export function readSddl(text: string): SecurityDescriptor | null {
  const found = /^O:([A-Z]{2}|S-[\d-]+)(?:G:(?:[A-Z]{2}|S-[\d-]+))?(D:.*)?$/s.exec(text.trim());
  const [, owner, list] = found ?? [];
  if (owner === undefined) return null;
  const body = /^D:([A-Z_]*)((?:\([^()]*(?:\([^()]*\)[^()]*)*\))*)(?:S:.*)?$/s.exec(list ?? "");
  if (list === undefined || body === null) return list === undefined ? { owner, allowed: null } : null;
  const [, flags = "", entries = ""] = body;
  if (flags.includes("NO_ACCESS_CONTROL")) return { owner, allowed: null };
  const allowed: { who: string; rights: number }[] = [];
  for (const [, entry = ""] of entries.matchAll(/\(((?:[^()]|\([^()]*\))*)\)/g)) {
    const [type = "", , rights = "", , , who = ""] = entry.split(";");
    // A deny entry takes away and gives nothing; an audit entry does neither.
    if (/^(A|OA|XA|ZA)$/.test(type)) allowed.push({ who: who.trim(), rights: rightsOf(rights) });
    else if (!/^(D|OD|XD|AU|AL|OU|OL|ML|RA|SP|TL|FL)$/.test(type)) return null;
  }
  return { owner, allowed };
}

/** An unknown letter may mean anything. */
function rightsOf(text: string): number {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
  if (text.length % 2 !== 0) return EVERYTHING;
  let rights = 0;
  for (let at = 0; at < text.length; at += 2) rights |= letters[text.slice(at, at + 2)] ?? EVERYTHING;
  return rights;
}

/** Why a file is not its owner's alone: another's, or open to others, each by name where there is one. */
export type Openness =
  | { readonly kind: "of-another"; readonly owner: string }
  | { readonly kind: "open"; readonly others: readonly string[] };

/**
 * Null when nobody but `persons` (SIDs), the system and its administrators may read or change it. The owner counts,
 * because an owner may rewrite the list. Pure.
 */
export function opennessOf(
  { owner, allowed }: SecurityDescriptor,
  persons: readonly string[],
): Openness | null {
  const isOurs = (who: string): boolean => trusted.has(who) || persons.includes(accounts[who] ?? who);
  if (!isOurs(owner)) return { kind: "of-another", owner: names[owner] ?? owner };
  if (allowed === null) return { kind: "open", others: ["Everyone"] };
  const others = allowed
    .filter(({ who, rights }) => !isOurs(who) && !ownersOwn.has(who) && (rights & ~HARMLESS) !== 0)
    .map(({ who }) => names[who] ?? who);
  return others.length === 0 ? null : { kind: "open", others: [...new Set(others)] };
}
