/** What a reader's rule may ask of the file system. */
export interface Look {
  /** Whether an argument leads to a folder, following links. */
  isFolder(path: string): boolean;
  /** Whether nothing in the repository found from this folder can make git run something. */
  isPlainRepository(folder: string): boolean;
}

/** What is known to be harmless: it only reads and prints. */
export interface Harmless {
  /** The folders, as written, below which it prints the contents of files. */
  readonly below: readonly string[];
}
