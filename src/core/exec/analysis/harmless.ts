/** What a reader's rule may ask of the file system. */
export interface Look {
  /** Whether a word leads to a folder, links followed. */
  isFolder(path: string): boolean;
  /** Whether nothing a repository says of itself, found from this folder, can make git run something. */
  isPlainRepository(folder: string): boolean;
}

/** What is known to be harmless: it only reads and prints. */
export interface Harmless {
  /** The folders, as written, below which it prints what is in files. */
  readonly below: readonly string[];
}
