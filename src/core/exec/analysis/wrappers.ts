/** Programs that do nothing but start another one, and how to find that one in their arguments. */
export type Unwrapped =
  | { readonly kind: "not-a-wrapper" }
  | {
      readonly kind: "inner";
      readonly argv: readonly string[];
      readonly assigned: readonly string[];
      /** Apart from `assigned`, the inner program gets different variables from the wrapper. */
      readonly removed: "none" | "some" | "path";
    }
  /** It may start another program, but which one cannot be determined. */
  | { readonly kind: "unclear"; readonly assigned: readonly string[] };

interface Options {
  /** Options that stand alone. */
  readonly alone: RegExp;
  /** Options whose value is the next word. */
  readonly valued: RegExp;
  /** Options that carry their value. */
  readonly joined: RegExp;
  /** Words after the options and before the program, each of this form. */
  readonly operands?: readonly RegExp[];
}

const NEVER = /$^/;

const wrappers: Readonly<Record<string, Options>> = {
  nice: { alone: /^--?\d+$/, valued: /^(-n|--adjustment)$/, joined: /^(-n-?\d+|--adjustment=-?\d+)$/ },
  nohup: { alone: NEVER, valued: NEVER, joined: NEVER },
  timeout: {
    alone: /^(--foreground|--preserve-status|-v|--verbose|-p|-f)$/,
    valued: /^(-s|--signal|-k|--kill-after)$/,
    joined: /^(--signal=\w+|--kill-after=[\d.]+[smhd]?|-s\w+|-k[\d.]+[smhd]?)$/,
    operands: [/^(\d+(\.\d*)?|\.\d+)[smhd]?$/],
  },
  stdbuf: {
    alone: NEVER,
    valued: /^(-[ioe]|--(input|output|error))$/,
    joined: /^(-[ioe](L|\d+\w*)|--(input|output|error)=(L|\d+\w*))$/,
  },
  setsid: { alone: /^(-[cfw]+|--ctty|--fork|--wait)$/, valued: NEVER, joined: NEVER },
  ionice: {
    alone: /^(-t|--ignore)$/,
    valued: /^(-c|--class|-n|--classdata)$/,
    joined: /^(-[cn]\d|--class=\w+|--classdata=\d+)$/,
  },
  time: { alone: /^(-p|-v|--portability|--verbose)$/, valued: NEVER, joined: NEVER },
  env: {
    alone: /^(-|-i|--ignore-environment)$/,
    valued: /^(-u|--unset)$/,
    joined: /^(-u\w+|--unset=\w+)$/,
  },
};

const unclear = (assigned: readonly string[] = []): Unwrapped => ({ kind: "unclear", assigned });

/** Variables that an `env` sets anywhere in these arguments; read even when the rest cannot be understood. */
function assignments(argv: readonly string[]): string[] {
  return argv
    .slice(1)
    .filter((word) => /^[^-=][^=]*=/s.test(word))
    .map((word) => word.slice(0, word.indexOf("=")));
}

/** Takes one layer off. `name` is the wrapper's file name without its directory. */
export function unwrap(name: string, argv: readonly string[]): Unwrapped {
  const options = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (options === undefined) return { kind: "not-a-wrapper" };
  let at = 1;
  let ended = false;
  let removed: "none" | "some" | "path" = "none";
  for (; at < argv.length && !ended; at++) {
    const word = argv[at] as string;
    if (name === "env" && word !== "--" && word.startsWith("-") && removed !== "path") {
      const whole = options.alone.test(word) || /^(-u|--unset=)PATH$/.test(word);
      removed = whole || (options.valued.test(word) && argv[at + 1] === "PATH") ? "path" : "some";
    }
    if (word === "--") ended = true;
    else if (options.alone.test(word) || options.joined.test(word)) continue;
    else if (options.valued.test(word)) at++;
    else if (word.startsWith("-")) return unclear(name === "env" ? assignments(argv) : []);
    else break;
  }
  for (const operand of options.operands ?? []) {
    if (!operand.test(argv[at] ?? "")) return unclear();
    at++;
  }
  const assigned: string[] = [];
  if (name === "env") {
    for (; argv[at]?.includes("="); at++) {
      const word = argv[at] as string;
      assigned.push(word.slice(0, word.indexOf("=")));
    }
    // `env` passes on a variable without a name; nobody can tell what such an argument was meant to be.
    if (assigned.includes("")) return unclear(assigned);
  }
  const inner = argv.slice(at);
  const first = inner[0];
  if (first === undefined || first === "" || first.startsWith("-")) return unclear(assigned);
  return { kind: "inner", argv: inner, assigned, removed };
}
