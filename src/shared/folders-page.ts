/** Why a folder cannot be on the owner's list. */
export type WhyNoFolder =
  /** It holds everything on this computer. */
  | "everything"
  /** The system makes it up. */
  | "system"
  /** Keys, mail, data of programs, or Clawtray's own files. */
  | "private"
  | "not-a-folder"
  /** A name that a file system of this computer would read otherwise. */
  | "not-ordinary"
  | "unreadable"
  /** There are as many as there may be. */
  | "full"
  /** The list itself cannot be used. */
  | "list";

/** What the page shows of the owner's folders. */
export interface FoldersView {
  /** The list cannot be understood or read, and no folder is shown to anybody. */
  readonly unusable: boolean;
  readonly folders: readonly FolderItem[];
}

export interface FolderItem {
  /** Its path: for requests only. */
  readonly id: string;
  /** The same, made visible. */
  readonly path: string;
  /** Whether agents may also create and change files in it. */
  readonly write: boolean;
  /** Whether the home folder is it, or lies in it. */
  readonly holdsHome: boolean;
}

export const noFolders: FoldersView = { unusable: false, folders: [] };
