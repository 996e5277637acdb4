/** What a contained program may touch beyond reading; when several entries vouch for it, what they have in common. */
export interface Grant {
  /** Real paths of the folders it may change. */
  readonly write: readonly string[];
  /** The network of this computer, its own services included. */
  readonly network: boolean;
}

/** What a contained run is made from. */
export interface CageRequest {
  readonly grant: Grant;
  /** Real path of the folder it runs in. */
  readonly cwd: string;
  /** The program to start, as an absolute path, and its arguments after the first. */
  readonly file: string;
  readonly words: readonly string[];
  /** Files that must be there: the programs of the command, by name and by real path. */
  readonly programs: readonly string[];
  /** Where the owner's own programs are looked for: what is there is run by name, and must not change. */
  readonly searchPath: readonly string[];
}

/** Where this computer keeps what no contained program may see or change. */
export interface CagePlaces {
  /** Real path of the owner's home directory. */
  readonly home: string;
  /** Real path of our own state folder; null when there is none to hide. */
  readonly state: string | null;
}

/** Why a run cannot be contained as asked. */
export type CageRefusal =
  /** The folder it runs in would not be there. */
  | { readonly kind: "folder-hidden"; readonly path: string }
  /** A granted folder does not exist, or is one that nobody may grant. */
  | { readonly kind: "not-grantable"; readonly path: string };
