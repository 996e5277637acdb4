/** What a contained program may touch beyond reading; what several entries agree on when several answer. */
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
  /** The program to start, absolute, and its words after the first. */
  readonly file: string;
  readonly words: readonly string[];
  /** Files that must be there: the programs of the command, by name and by real path. */
  readonly programs: readonly string[];
}

/** Where this computer keeps what no contained program may see or change. */
export interface CagePlaces {
  /** Real path of the owner's home directory. */
  readonly home: string;
  /** Real path of our own state folder; null where there is none to hide. */
  readonly state: string | null;
}

/** Why a run cannot be contained as asked. */
export type CageRefusal =
  /** The folder it runs in would not be there. */
  | { readonly kind: "folder-hidden"; readonly path: string }
  /** A granted folder is one that nobody may grant, or is not there. */
  | { readonly kind: "not-grantable"; readonly path: string };
