/** Size of a tar block, bytes. Source: POSIX.1-2024, pax, "ustar Interchange Format". */
const BLOCK = 512;

/** A file or folder as it is written into an archive. */
export interface TarEntry {
  /** Relative, with `/` between its names; a folder's ends in one. */
  readonly path: string;
  readonly kind: "file" | "folder";
  /** Bytes. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly executable: boolean;
}

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;

function header(path: string, type: string, size: number, mtime: number, mode: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(Math.max(0, Math.min(mtime, 0o77777777777)), 12), 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\0" + "00", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** One record of an extended header; its length counts itself. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

/** What fills the last block of so many bytes. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** What ends an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

/** What comes before a file's bytes. Names that are long or not ASCII get an extended header. Pure. */
export function tarHeader({ path, kind, size, mtime, executable }: TarEntry): Buffer {
  const type = kind === "folder" ? "5" : "0";
  const mode = kind === "folder" || executable ? 0o755 : 0o644;
  const plain = header(path, type, size, mtime, mode);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the ASCII range.
  if (path.length <= 100 && /^[\x00-\x7f]*$/.test(path)) return plain;
  const extended = record("path", path);
  return Buffer.concat([
    header("pax", "x", extended.length, mtime, 0o644),
    extended,
    tarPadding(extended.length),
    plain,
  ]);
}
