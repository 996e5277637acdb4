/**
 * Real files that make a request mean something else than it says: [why, what lies in the working
 * directory, what is asked, verdict]. Trusted by path, with any arguments: `ls`, `echo`, `true` and
 * `printf` of the system. `evil` writes a witness when it runs. Written before the code; carried
 * out on real files in tricks.test.ts. runs = unasked; asks = a person is asked; refused = not even that.
 */
export type TrickVerdict = "runs" | "asks" | "refused";
/** `name -> target` is a link, `name/` a directory, everything else a copy of `evil`. */
export type Trick = readonly [
  why: string,
  files: readonly string[],
  argv: readonly string[],
  verdict: TrickVerdict,
];

const sh = (text: string): readonly string[] => ["/bin/sh", "-c", text];
const bash = (text: string): readonly string[] => ["/usr/bin/bash", "-c", text];

/** Read as text, `l/../../../../usr/bin/true` is the system's; the way through the link leads to another. */
const behindLink = ["d/usr/bin/", "d/usr/bin/true", "d/a/b/c/e/", "l -> d/a/b/c/e"];

export const tricks: readonly Trick[] = [
  ["a wrapper of the system", [], ["nice", "ls"], "runs"],
  ["a wrapper by its path", [], ["/usr/bin/env", "ls"], "runs"],
  [
    "env takes a path with an equals sign for a variable",
    ["=d/"],
    ["env", "=d/../../../../usr/bin/true", "./evil"],
    "asks",
  ],
  ["a shell called like a wrapper", ["nice -> /usr/bin/bash", "ls"], ["./nice", "ls"], "asks"],
  ["a shell called like env", ["env -> /usr/bin/dash", "ls"], ["./env", "ls"], "asks"],
  [
    "a shell called timeout reads a file called 5",
    ["timeout -> /bin/sh", "5"],
    ["./timeout", "5", "ls"],
    "asks",
  ],
  ["a program of the system called like a shell", ["sh -> /usr/bin/env"], ["./sh", "-c", "ls"], "asks"],
  ["such a link inside a wrapper", ["nice -> /usr/bin/bash", "ls"], ["env", "./nice", "ls"], "asks"],
  ["such a link inside a shell text", ["nice -> /usr/bin/bash", "ls"], sh("./nice ls"), "asks"],
  ["dots that stay where they seem", ["d/"], ["env", "d/../../../../usr/bin/true"], "asks"],
  ["dots behind a link, in a wrapper", behindLink, ["env", "l/../../../../usr/bin/true"], "refused"],
  ["dots behind a link, in a shell text", behindLink, sh("l/../../../../usr/bin/true"), "refused"],
  ["dots behind a link, alone", behindLink, ["l/../../../../usr/bin/true"], "refused"],
  [
    "dots behind a link before a script",
    ["d/", "d/x/", "d/run.sh", "run.sh", "l -> d/x"],
    ["bash", "l/../run.sh"],
    "refused",
  ],
  ["the shell's own printf sets a variable", ["printf"], bash("printf -v PATH %s . && true"), "asks"],
  ["the shell's own printf evaluates", [], bash("printf -v 'a[$(./evil)]' x"), "asks"],
  ["the shell's own test evaluates", [], bash("test -v 'a[$(./evil)]'"), "asks"],
  ["printf that only prints", [], bash("printf '%s\\n' a"), "runs"],
  [
    "env without PATH lets the shell choose where to look",
    ["true"],
    ["env", "-i", "bash", "-c", "true"],
    "asks",
  ],
  ["a script that is a descriptor behind a link", ["x -> /proc/self/cmdline"], ["bash", "x"], "refused"],
  ["an unpaired surrogate becomes another character on its way", [], ["echo", "\ud800"], "refused"],
];
