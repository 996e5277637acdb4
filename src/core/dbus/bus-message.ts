/**
 * As much of D-Bus messages as a client needs: calls with simple arguments go out, anything can come in.
 * Source: D-Bus Specification, "Type System", "Marshaling (Wire Format)" and "Message Protocol".
 */

/** A method, and whom it is called on. */
export interface Callee {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
}

/** An argument with its type; `v` is a variant, an argument in an argument. */
export type Argument =
  | readonly [type: "s" | "o" | "g", value: string]
  | readonly [type: "u", value: number]
  | readonly [type: "i", value: number]
  | readonly [type: "b", value: boolean]
  | readonly [type: "v", value: Argument];

/** Structs, arrays and the entries of a dictionary are arrays, a variant is what is in it. */
export type BusValue = string | number | boolean | readonly BusValue[];

export interface ArrivedMessage {
  readonly kind: "call" | "return" | "error" | "signal";
  /** The call that it answers; 0 for none. */
  readonly replySerial: number;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly errorName: string;
  readonly sender: string;
  readonly body: readonly BusValue[];
}

const kinds = ["call", "return", "error", "signal"] as const;
/** Header fields by their code. */
const field = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  sender: 7,
  signature: 8,
};

const LITTLE_ENDIAN = 0x6c;
const BIG_ENDIAN = 0x42;
const VERSION = 1;
const FIXED_HEADER = 16;
/** The specification allows 128 MiB; nothing that is asked here is answered with more than a few kilobytes. */
const MAX_MESSAGE = 1024 * 1024;
/** How deep variants may be in each other, as in the specification. */
const MAX_DEPTH = 64;

const alignmentOf = (type: string): number => {
  const code = type[0] ?? "";
  if ("({".includes(code)) return 8;
  return "sao".includes(code) ? 4 : (numbers[code]?.[0] ?? 1);
};

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

/** One method call as it goes over the socket, little-endian. `serial` is not 0. */
export function writeCall(serial: number, callee: Callee, args: readonly Argument[]): Buffer {
  const body = createWriter();
  for (const argument of args) body.write(argument);
  const signature = args.map(([type]) => type).join("");
  const fields: readonly (readonly [number, Argument])[] = [
    [field.path, ["o", callee.path]],
    [field.interface, ["s", callee.interface]],
    [field.member, ["s", callee.member]],
    [field.destination, ["s", callee.destination]],
    ...(signature === "" ? [] : [[field.signature, ["g", signature]] as const]),
  ];
  // The array of fields begins after its length, and its first entry at a multiple of eight: 16 is one.
  const list = createWriter();
  for (const [code, value] of fields) {
    list.align(8);
    list.byte(code);
    list.write(["v", value]);
  }
  const head = createWriter();
  for (const byte of [LITTLE_ENDIAN, kinds.indexOf("call") + 1, 0, VERSION]) head.byte(byte);
  for (const word of [body.bytes().length, serial, list.bytes().length]) head.write(["u", word]);
  list.align(8);
  return Buffer.concat([head.bytes(), list.bytes(), body.bytes()]);
}

function createWriter() {
  const bytes: number[] = [];
  const align = (to: number): void => {
    while (bytes.length % to !== 0) bytes.push(0);
  };
  const word = (value: number): void => {
    align(4);
    for (const shift of [0, 8, 16, 24]) bytes.push((value >>> shift) & 0xff);
  };
  function write(argument: Argument): void {
    const [type, value] = argument;
    if (type === "u" || type === "i") word(value);
    else if (type === "b") word(value ? 1 : 0);
    else if (type === "v") {
      write(["g", value[0]]);
      write(value);
    } else {
      const text = Buffer.from(value);
      if (type === "g") bytes.push(text.length);
      else word(text.length);
      bytes.push(...text, 0);
    }
  }
  return { align, byte: (value: number) => void bytes.push(value), write, bytes: () => Buffer.from(bytes) };
}

/**
 * The first message in the bytes, and where the next begins; null when it has not arrived whole. Throws for what is no
 * message, or too large to be one for us: nothing after it can be read either.
 */
export function readMessage(
  bytes: Buffer,
): { readonly message: ArrivedMessage; readonly end: number } | null {
  if (bytes.length < FIXED_HEADER) return null;
  const isLittle = bytes[0] === LITTLE_ENDIAN;
  if (!(isLittle || bytes[0] === BIG_ENDIAN)) throw new Error("not a message of the bus");
  const head = createReader(bytes.subarray(0, FIXED_HEADER), isLittle, 4);
  const [bodyLength, , fieldsLength] = [head.number("u"), head.number("u"), head.number("u")];
  const bodyAt = aligned(FIXED_HEADER + (fieldsLength ?? 0), 8);
  const end = bodyAt + (bodyLength ?? 0);
  if (end > MAX_MESSAGE) throw new Error("a message of the bus is too large");
  if (bytes.length < end) return null;
  const [list] = createReader(bytes.subarray(0, bodyAt), isLittle, FIXED_HEADER - 4).all("a(yv)");
  const fields = new Map(list as readonly (readonly [number, BusValue])[]);
  const text = (code: number): string => {
    const value = fields.get(code);
    return typeof value === "string" ? value : "";
  };
  return {
    end,
    message: {
      kind: kinds[(bytes[1] ?? 0) - 1] ?? "signal",
      replySerial: Number(fields.get(field.replySerial) ?? 0),
      path: text(field.path),
      interface: text(field.interface),
      member: text(field.member),
      errorName: text(field.errorName),
      sender: text(field.sender),
      body: createReader(bytes.subarray(0, end), isLittle, bodyAt).all(text(field.signature)),
    },
  };
}

/** Numbers of a fixed size, by the code of their type; a boolean is one as well. */
const numbers: Readonly<
  Record<
    string,
    readonly [size: number, get: (view: DataView, at: number, isLittle: boolean) => number | bigint]
  >
> = {
  y: [1, (view, at) => view.getUint8(at)],
  n: [2, (view, at, isLittle) => view.getInt16(at, isLittle)],
  q: [2, (view, at, isLittle) => view.getUint16(at, isLittle)],
  b: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
  i: [4, (view, at, isLittle) => view.getInt32(at, isLittle)],
  u: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
  h: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
  x: [8, (view, at, isLittle) => view.getBigInt64(at, isLittle)],
  t: [8, (view, at, isLittle) => view.getBigUint64(at, isLittle)],
  d: [8, (view, at, isLittle) => view.getFloat64(at, isLittle)],
};

/** Reads values one after the other; throws where the bytes end too early, and for types that there are not. */
function createReader(bytes: Buffer, isLittle: boolean, from: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = from;

  function number(code: string): number {
    const [size, get] = numbers[code] ?? [];
    if (size === undefined || get === undefined) throw new Error("a type that the bus does not know");
    at += size;
    return Number(get(view, at - size, isLittle));
  }

  function text(length: number): string {
    const begin = at;
    // It ends with a zero.
    at += length + 1;
    if (at > bytes.length) throw new RangeError("a text ends after its message");
    return bytes.toString("utf8", begin, begin + length);
  }

  function array(element: string, depth: number): readonly BusValue[] {
    const length = number("u");
    at = aligned(at, alignmentOf(element));
    const end = at + length;
    if (end > bytes.length) throw new RangeError("an array ends after its message");
    const values: BusValue[] = [];
    while (at < end) values.push(read(element, depth));
    return values;
  }

  function read(type: string, depth = 0): BusValue {
    if (depth > MAX_DEPTH) throw new Error("a value of the bus is too deep");
    at = aligned(at, alignmentOf(type));
    switch (type[0]) {
      case "s":
      case "o":
        return text(number("u"));
      case "g":
        return text(number("y"));
      case "v":
        return one(text(number("y")), depth + 1);
      case "a":
        return array(type.slice(1), depth + 1);
      case "(":
      case "{":
        return all(type.slice(1, -1), depth + 1);
      default:
        return number(type);
    }
  }

  /** What is in a variant: one value, or its type is none. */
  function one(type: string, depth: number): BusValue {
    if (typeEnd(type, 0) !== type.length) throw new Error("a variant that is not one value");
    return read(type, depth);
  }

  const all = (signature: string, depth = 0): readonly BusValue[] =>
    typesIn(signature).map((type) => read(type, depth));

  return { number, all };
}

/** The types of a signature, one by one. */
function typesIn(signature: string): readonly string[] {
  const types: string[] = [];
  for (let next = 0; next < signature.length; ) {
    const end = typeEnd(signature, next);
    types.push(signature.slice(next, end));
    next = end;
  }
  return types;
}

/** Where the type that begins here ends. */
function typeEnd(signature: string, at: number): number {
  const code = signature[at];
  if (code === "a") return typeEnd(signature, at + 1);
  if (code === undefined) throw new Error("a signature that ends too early");
  if (code !== "(" && code !== "{") return at + 1;
  const close = code === "(" ? ")" : "}";
  let next = at + 1;
  // An empty struct takes no bytes, and an array of them would have no end.
  do next = typeEnd(signature, next);
  while (signature[next] !== close);
  return next + 1;
}
