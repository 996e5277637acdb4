/** Requests that both nodes get, and every way in which the answer of this one differs from the peer's. */
export interface Comparison {
  readonly request: string;
  readonly command: string;
  readonly params: object;
  /** Differences as `compare` writes them, each with the reason. */
  readonly differences?: Readonly<Record<string, string>>;
}

/** A program that a skill of the gateway uses. */
export const skillProgram = "printf";

/** More is told of every program that ran. */
const moreOfRun = (signal: "null" | "string" = "null") => ({
  [`here also signal: ${signal}`]: "says what ended a program that has no exit code",
  "here also truncated: boolean": "output that was cut says so in a field, not only in its text",
  "here also durationMs: number": "what the owner's activity log shows as well",
});

const ownPeopleAsk = {
  "not here execPolicy.security: string": "only a person here answers, so the gateway need not ask its own",
  "not here execPolicy.ask: string": "see execPolicy.security",
};

const firstWordKept = {
  "plan.argv is other text": "the first word stays as it was written; the file it leads to is bound",
  "plan.commandText is other text": "see plan.argv",
};

const keyedHash = {
  "plan.mutableFileOperand.sha256 is other text":
    "keyed with a value of this process: a plain one would tell anybody what a file holds",
};

/** Under `deny` nothing is looked at before the answer. */
const nothingLookedAt = {
  "allowAlwaysCoverage.complete is other text":
    "nothing is looked at, so that nothing could be allowed for good",
  "here also allowAlwaysCoverage.patterns: list": "it is empty",
  "not here allowAlwaysCoverage.patterns.0.argPattern: string": "nothing is looked at",
  "not here allowAlwaysCoverage.patterns.0.pattern: string": "nothing is looked at",
  "not here plan.mutableFileOperand.argvIndex: number": "nothing is looked at",
  "not here plan.mutableFileOperand.path: string": "nothing is looked at",
  "not here plan.mutableFileOperand.sha256: string": "nothing is looked at",
};

export const comparisons: readonly Comparison[] = [
  {
    request: "a program that succeeds",
    command: "system.run",
    params: { command: ["echo", "hi"], agentId: "main" },
    differences: moreOfRun(),
  },
  {
    request: "an exit code and both streams",
    command: "system.run",
    params: { command: ["sh", "-c", "echo out; echo err >&2; exit 3"] },
    differences: moreOfRun(),
  },
  {
    request: "a working directory",
    command: "system.run",
    params: { command: ["pwd"], cwd: "/usr/bin" },
    differences: moreOfRun(),
  },
  {
    request: "a variable of the caller's",
    command: "system.run",
    params: { command: ["printenv", "LC_ALL"], env: { LC_ALL: "C" } },
    differences: moreOfRun(),
  },
  {
    request: "a program that runs out of time",
    command: "system.run",
    params: { command: ["sleep", "20"], timeoutMs: 300 },
    differences: moreOfRun("string"),
  },
  {
    request: "a program that a signal ends",
    command: "system.run",
    params: { command: ["sh", "-c", "kill -9 $$"] },
    differences: moreOfRun("string"),
  },
  {
    request: "more output than is kept",
    command: "system.run",
    params: { command: ["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"] },
    differences: { ...moreOfRun(), "stdout is other text": "the beginning is kept as well as the end" },
  },
  {
    request: "a program that is not there",
    command: "system.run",
    params: { command: ["no-such-program-anywhere"] },
    differences: {
      "here INVALID_REQUEST, there an answer":
        "there is nothing to ask the owner about; the peer answers with payload.error",
    },
  },
  {
    request: "a directory that is not there",
    command: "system.run",
    params: { command: ["pwd"], cwd: "/no/such" },
    differences: {
      "here INVALID_REQUEST, there an answer": "directories are resolved before anybody is asked",
    },
  },
  {
    request: "another PATH",
    command: "system.run",
    params: { command: ["true"], env: { PATH: "/tmp" } },
  },
  {
    request: "a variable of the loader",
    command: "system.run",
    params: { command: ["true"], env: { LD_PRELOAD: "/tmp/x.so" } },
  },
  { request: "an empty command", command: "system.run", params: { command: [] } },
  { request: "no command", command: "system.run", params: {} },
  { request: "a command that is a text", command: "system.run", params: { command: "echo hi" } },
  {
    request: "a raw command that is another",
    command: "system.run",
    params: { command: ["echo", "hi"], rawCommand: "echo ho" },
  },
  {
    request: "an approval nobody gave",
    command: "system.run",
    params: { command: ["echo"], approved: true },
  },
  {
    request: "preparing a program",
    command: "system.run.prepare",
    params: { command: ["echo", "hi"], cwd: "/usr", agentId: "main", sessionKey: "agent:main:main" },
    differences: { ...ownPeopleAsk, ...firstWordKept, ...keyedHash },
  },
  {
    request: "preparing a shell text",
    command: "system.run.prepare",
    params: { command: ["sh", "-c", "echo hi"], cwd: "/usr" },
    differences: ownPeopleAsk,
  },
  {
    request: "preparing code in the arguments",
    command: "system.run.prepare",
    params: { command: ["python3", "-c", "print(1)"] },
    differences: { "here an answer, there INVALID_REQUEST": "the owner is asked, and told that it is code" },
  },
  {
    request: "preparing a program that is not there",
    command: "system.run.prepare",
    params: { command: ["no-such-program-anywhere"] },
    differences: { "the message is other text": "said in plain words" },
  },
  {
    request: "preparing in a directory that is not there",
    command: "system.run.prepare",
    params: { command: ["ls"], cwd: "/no/such" },
    differences: { "the message is other text": "said in plain words" },
  },
  { request: "preparing nothing", command: "system.run.prepare", params: {} },
  { request: "looking programs up", command: "system.which", params: { bins: ["sh", "no-such-program"] } },
  { request: "a command there is none of", command: "system.frobnicate", params: {} },
];

/** The same for one policy each: nothing allowed, and a list. */
export const refusals: readonly (Comparison & { readonly policy: object })[] = [
  {
    request: "running while nothing may run",
    policy: { security: "deny", ask: "off" },
    command: "system.run",
    params: { command: ["true"], agentId: "main" },
  },
  {
    request: "preparing while nothing may run",
    policy: { security: "deny", ask: "off" },
    command: "system.run.prepare",
    params: { command: ["true"], cwd: "/usr", agentId: "main" },
    differences: { ...firstWordKept, ...nothingLookedAt },
  },
  {
    request: "running what is not on the list",
    policy: { security: "allowlist", ask: "off" },
    command: "system.run",
    params: { command: ["echo", "hi"], agentId: "main" },
  },
  {
    request: "running what is on the list",
    policy: { security: "allowlist", ask: "off" },
    command: "system.run",
    params: { command: ["true"], agentId: "main" },
    differences: moreOfRun(),
  },
  {
    request: "running what a skill of the gateway uses, where that is enough",
    policy: { security: "allowlist", ask: "off", autoAllowSkills: true },
    command: "system.run",
    params: { command: [skillProgram, "hi"], agentId: "main" },
    differences: moreOfRun(),
  },
  {
    request: "running it by its path",
    policy: { security: "allowlist", ask: "off", autoAllowSkills: true },
    command: "system.run",
    params: { command: [`/usr/bin/${skillProgram}`, "hi"], agentId: "main" },
  },
  {
    request: "running a filter of its standard input that is not on the list",
    policy: { security: "allowlist", ask: "off" },
    command: "system.run",
    params: { command: ["wc", "-l"], agentId: "main" },
    differences: {
      "here SYSTEM_RUN_DENIED, there an answer":
        "the peer trusts the safe bins of its own configuration, at first six; here is the list and nothing else",
    },
  },
  {
    request: "running what somebody should be asked about, while nobody is there",
    policy: { security: "allowlist", ask: "on-miss" },
    command: "system.run",
    params: { command: ["echo", "hi"], agentId: "main" },
  },
];
