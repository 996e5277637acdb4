import { describe, expect, test } from "vitest";
import { readArguments } from "../../../src/cli/arguments.ts";

const refusal = (...words: string[]): string | null => {
  const read = readArguments(words);
  return read.ok ? null : read.failure;
};

const help = (...words: string[]): string | null => {
  const read = readArguments(words);
  return read.ok && read.value.command === "help" ? read.value.text : null;
};

describe("a word that is no command or option", () => {
  test.each([
    [["statsu"], 'There is no command "statsu". Did you mean clawtray status? Try: clawtray --help'],
    [["help", "aprovals"], /Did you mean clawtray approvals\?/],
    [
      ["run", "--gatway", "x"],
      "clawtray run has no option --gatway. Did you mean --gateway? Try: clawtray run --help",
    ],
    [["approvals", "alow", "git"], /accepts allow, remove and set, not "alow"\. Did you mean allow\?/],
    [
      ["approvals", "allow", "git", "--agnt", "x"],
      /clawtray approvals allow has no option --agnt\. Did you mean --agent\?/,
    ],
    [["status", "--denied"], "--denied belongs to: clawtray activity. Try: clawtray status --help"],
    [["--json", "status"], /--json goes after the command/],
    [["run", "-x"], "clawtray run has no option -x. Try: clawtray run --help"],
    [["identity", "mine"], "clawtray identity takes no more arguments here. Try: clawtray identity --help"],
    [["run", "--gateway"], /^--gateway needs a value/],
    [["run", "--gateway", "--json"], /^--gateway needs a value/],
    [["status", "--json=yes"], /clawtray status --help/],
  ])("is refused with what was probably meant: %j", (words, sentence) => {
    const said = refusal(...words);
    if (typeof sentence === "string") expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
  });
});

describe("a secret on the command line", () => {
  const secret = "Hunter2-is-a-secret";
  test.each([
    [["run", "--token", secret]],
    [["run", `--gateway-token=${secret}`]],
    [["status", "--api-key", secret]],
    [["run", "-password", secret]],
    [["run", "--json", "--OPENCLAW_GATEWAY_TOKEN", secret]],
    [["forget", `--passphrase=${secret}`]],
  ])("is refused, with where it goes instead: %j", (words) => {
    expect(refusal(...words)).toMatch(/OPENCLAW_GATEWAY_TOKEN/);
    expect(refusal(...words)).not.toContain(secret);
  });

  test.each([
    [[secret]],
    [["run", secret]],
    [["run", `--tokn=${secret}`]],
    [["run", `--gatway=${secret}`]],
    [["run", `-p${secret}`]],
    [["run", `--${secret}`]],
    [["help", secret]],
    [["approvals", secret]],
    [["capabilities", "on", "run", secret]],
    [[`OPENCLAW_GATEWAY_TOKEN=${secret}`, "run"]],
  ])("is not repeated, whatever else is wrong: %j", (words) => {
    const said = refusal(...words);
    expect(said).not.toBeNull();
    expect(said).not.toContain(secret);
    expect(said).not.toContain("Hunter2");
  });
});

describe("help", () => {
  test("is there for every command, and names its options only", () => {
    expect(help("approvals", "set", "--help")).toContain("--accept-gateway-approvals");
    expect(help("approvals", "set", "--help")).not.toContain("--since");
    expect(help("help", "activity")).toContain("--since <duration>");
    expect(help("run", "-h")).toContain("--exit-when-blocked");
    expect(help("--help")).toMatch(/approvals \.\.\. +show or change what may run/);
  });
});

describe("what was understood before", () => {
  test("is still: the place before or after the verb, and values with an equals sign", () => {
    const place = { stateDir: "/x", keyStore: "file", json: true };
    for (const words of [
      ["--state-dir", "/x", "--key-store=file", "--json", "allow", "git"],
      ["allow", "git", "--state-dir", "/x", "--key-store=file", "--json"],
    ])
      expect(readArguments(["approvals", ...words])).toMatchObject({
        ok: true,
        value: { options: { ...place, action: { pattern: "git" } } },
      });
    expect(readArguments(["run", "--gateway=-odd"])).toMatchObject({
      value: { options: { gateway: "-odd" } },
    });
    expect(readArguments([])).toEqual({ ok: true, value: { command: "none" } });
    expect(readArguments(["-v"])).toEqual({ ok: true, value: { command: "version" } });
  });
});

test("only an option that adds to the ones before it may be given twice", () => {
  const headers = ["--edge-header", "CF-Access-Client-Id", "--edge-header", "CF-Access-Client-Secret"];
  for (const command of ["run", "connect"]) {
    const read = readArguments([command, ...headers]);
    expect(read.ok, JSON.stringify(read)).toBe(true);
    expect(JSON.stringify(read)).toContain("Client-Id");
    expect(JSON.stringify(read)).toContain("Client-Secret");
    expect(readArguments([command, "--display-name", "a", "--display-name", "b"])).toMatchObject({
      ok: false,
      failure: expect.stringContaining("--display-name was given more than once"),
    });
  }
});
