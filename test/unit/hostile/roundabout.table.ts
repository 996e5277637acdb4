/**
 * Readers that do more than read because of what lies in a folder, or reach by a way round what they may not reach
 * by its name. Everything of the system is on the list. Written before the code; carried out on real files, with
 * the real git, in roundabout.test.ts. `%R` is a folder that holds the working folder `%W` and the state folder
 * `%R/state`; `evil` leaves a witness.
 */
export interface Roundabout {
  readonly why: string;
  /** A shell text that lays out the working folder. */
  readonly lay?: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
}

const sh = (text: string): readonly string[] => ["/bin/sh", "-lc", text];
const repository = "git init -q .";
const signed = (why: string, ...words: readonly string[]): Roundabout => ({
  why: `git checks a signature: ${why}`,
  lay: repository,
  argv: ["git", ...words],
});
/** A repository in `e` whose settings name a program. */
const evilRepository =
  "git init -q e && git -C e config filter.x.clean %W/evil && git -C e config user.name x && git -C e config user.email x@y";

export const asking: readonly Roundabout[] = [
  signed("on a line of its own", "log", "--format=%+GG"),
  signed("without the line before", "log", "--format=%-GG"),
  signed("after a blank", "show", "--pretty=format:% G?"),
  signed("named in words", "for-each-ref", "--format=%(signature)"),
  signed("of what a tag names", "for-each-ref", "--format=%(*signature:key)"),
  signed("as an order", "for-each-ref", "--sort=-signature"),
  signed("of a branch", "branch", "--format=%(signature)"),
  signed("as the order of tags", "tag", "--sort=signature:grade"),

  { why: "git compares whole folders", lay: "mkdir e", argv: ["git", "diff", "e", "%R"] },
  {
    why: "git compares whole folders named after all options",
    lay: "mkdir e",
    argv: ["git", "diff", "--", "e", ".."],
  },
  {
    why: "git names a file from the folder it goes to",
    argv: ["git", "-C", "%R", "diff", "/dev/null", "state/keys.json"],
  },
  { why: "git goes to our folder in two steps", argv: ["git", "-C", "%R", "-C", "state", "log"] },
  {
    why: "git searches what nobody tracks in a folder it goes to",
    lay: "git init -q %R",
    argv: ["git", "-C", "%R", "grep", "--untracked", "key"],
  },
  {
    why: "git searches what nobody tracks",
    lay: "git init -q %R",
    argv: ["git", "grep", "--untracked", "key"],
    cwd: "%R",
  },

  {
    why: "a pointer to a repository ends in a carriage return",
    lay: `${evilRepository} && printf 'gitdir: e/.git\\r\\n' > .git`,
    argv: ["git", "status"],
  },
  {
    why: "a pointer to a repository is no text",
    lay: `${evilRepository} && mv e/.git "$(printf 'e\\377')" && printf 'gitdir: e\\377\\n' > .git`,
    argv: ["git", "status"],
  },
  {
    why: "a pointer to a repository leads nowhere",
    lay: "printf 'gitdir: nowhere\\n' > .git",
    argv: ["git", "status"],
  },
  {
    why: "what two repositories share begins with a blank",
    lay: `${repository} && ${evilRepository} && cp -r e/.git '.git/ d' && mkdir .git/d && cp .git/config .git/d && printf ' d\\n' > .git/commondir`,
    argv: ["git", "status"],
  },
  {
    why: "what two repositories share is not there",
    lay: `${repository} && printf 'nowhere\\n' > .git/commondir`,
    argv: ["git", "status"],
  },
  {
    why: "a repository inside is named in a list split off from the first",
    lay:
      `${repository} && git config user.name x && git config user.email x@y && ${evilRepository} && ` +
      "git -C e commit -q --allow-empty -m x && git add e 2>&1 && git commit -q -m x && git update-index --split-index",
    argv: ["git", "status"],
  },

  {
    why: "variables of another process, through a link",
    lay: "ln -s /proc p",
    argv: ["cat", "p/1/environ"],
  },
  {
    why: "its own variables, through a link",
    lay: "ln -s /proc/self p",
    argv: ["cat", "p/environ"],
  },
  { why: "variables of another process, from there", argv: ["cat", "1/environ"], cwd: "/proc" },
  { why: "everything of all processes", argv: ["grep", "-ra", "SECRET", "/proc"] },
  { why: "everything of one process", argv: ["grep", "-ra", "SECRET", "/proc/1"] },
  { why: "everything of one thread", argv: ["grep", "-ra", "SECRET", "/proc/1/task/1"] },
  {
    why: "everything of all processes, through a link",
    lay: "ln -s /proc p",
    argv: ["grep", "-r", "x", "p/"],
  },
  { why: "everything of one process, from there", argv: ["grep", "-ra", "SECRET", "1"], cwd: "/proc" },
  { why: "everything from there", argv: ["grep", "-ra", "SECRET"], cwd: "/proc" },

  { why: "recursion in other words", argv: ["grep", "--directories=recurse", "x", "%R"] },
  { why: "recursion shortened", argv: ["grep", "--dir=recurse", "x", "%R"] },
  { why: "recursion joined", argv: ["grep", "-drecurse", "x", "%R"] },
  { why: "recursion begun", argv: ["grep", "--recu", "x", "%R"] },
  { why: "a name in quotes in its middle", argv: sh('cat ../st"a"te/keys.json') },
  { why: "a name with a backslash in its middle", argv: sh("cat ../st\\ate/keys.json") },
  { why: "a name as a pattern", argv: sh("cat ../st*/keys.json") },
  { why: "a step before it", argv: sh("cd .. && cat state/keys.json") },
  { why: "dash's other word for a step", argv: sh("chdir .. && cat state/keys.json") },
  { why: "a step by env, shortened", argv: ["env", "--chd=%R", "cat", "state/keys.json"] },
  { why: "a root of this thread", argv: ["cat", "/proc/thread-self/root%R/state/keys.json"] },
  { why: "zsh calculates with a word", argv: ["zsh", "-fc", "[ 'a[$(./evil)]' -eq 1 ]"] },
  { why: "bash looks a variable up", argv: ["bash", "-c", "[ ! -v 'a[$(./evil)]' ]"] },
  { why: "a carriage return between words", argv: sh("ls\r./evil") },
];

/** These read what they name, and go on unasked. */
export const running: readonly string[] = [
  "cat a",
  "date",
  "df -h",
  "find . -name a",
  "git -C sub diff HEAD a",
  "git -C sub show HEAD:a",
  "git -C sub status",
  "git branch --list",
  "git diff",
  "git diff HEAD",
  "git diff HEAD -- a sub",
  "git for-each-ref --format=%(refname)",
  "git grep -n x",
  "git grep -n x -- sub",
  "git log --format=%H%n%an",
  "git log --grep=signature",
  "git log --oneline",
  "git show",
  "git status",
  "grep -rn x .",
  "grep -rn x /proc/sys/kernel/ostype",
  "cat /proc/cpuinfo",
  "head -n 2 a",
  "id",
  "ls -la",
  "ps aux",
  "pwd",
  "uname -a",
  "wc -l a",
  "whoami",
];
