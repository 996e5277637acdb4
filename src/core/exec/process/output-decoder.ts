import { oemCodePages } from "./oem-code-pages.ts";

/** Turns the bytes of one stream into text, piece by piece. */
export interface OutputDecoder {
  /** The text of these bytes, except for an unfinished character at their end. */
  write(bytes: Uint8Array): string;
  /** What was left unfinished. */
  end(): string;
}

/** Code pages that the Encoding Standard knows, by Microsoft's number. */
const standard: Readonly<Record<number, string>> = {
  866: "ibm866",
  874: "windows-874",
  932: "shift_jis",
  936: "gbk",
  949: "euc-kr",
  950: "big5",
  20866: "koi8-r",
  21866: "koi8-u",
  54936: "gb18030",
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7, 8].map((last) => [1250 + last, `windows-125${last}`])),
};

function tableDecoder(upper: string): OutputDecoder {
  const write = (bytes: Uint8Array) => {
    let text = "";
    for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : upper[byte - 0x80];
    return text;
  };
  return { write, end: () => "" };
}

function standardDecoder(label: string): OutputDecoder {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** Decodes a Windows code page by its number; UTF-8 for an unknown one. */
function codePageDecoder(codePage: number): OutputDecoder {
  const upper = oemCodePages[codePage];
  return upper === undefined ? standardDecoder(standard[codePage] ?? "utf-8") : tableDecoder(upper);
}

/**
 * Decodes output that is UTF-8 or, from the first byte on that cannot be, in the console's code page: on Windows some
 * programs write one and some the other, and nothing says which. Null: UTF-8 and nothing else.
 */
export function createOutputDecoder(codePage: number | null): OutputDecoder {
  if (codePage === null || codePage === 65001) return standardDecoder("utf-8");
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Bytes of a character that may still be completed. */
  let unfinished = new Uint8Array();
  let fallback: OutputDecoder | null = null;

  function write(bytes: Uint8Array): string {
    if (fallback !== null) return fallback.write(bytes);
    const all = Buffer.concat([unfinished, bytes]);
    const end = all.length - unfinishedLength(all);
    try {
      const text = strict.decode(all.subarray(0, end));
      unfinished = all.subarray(end);
      return text;
    } catch {
      fallback = codePageDecoder(codePage ?? 65001);
      return fallback.write(all);
    }
  }

  return {
    write,
    end() {
      if (fallback === null && unfinished.length > 0) {
        fallback = codePageDecoder(codePage);
        return fallback.write(unfinished) + fallback.end();
      }
      return fallback?.end() ?? "";
    },
  };
}

/** How many bytes at the end begin a UTF-8 character without finishing it. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** All bytes at once. */
export function decodeOutput(bytes: Uint8Array, codePage: number | null): string {
  const decoder = createOutputDecoder(codePage);
  return decoder.write(bytes) + decoder.end();
}
