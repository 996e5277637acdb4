import { describe, expect, test } from "vitest";
import type { Grant } from "../../../src/core/exec/process/cage/grant.ts";
import type { Mount } from "../../../src/core/exec/process/cage/mount.ts";
import { seatbeltProfile } from "../../../src/core/exec/process/cage/seatbelt.ts";
import { decide, isList, readProfile } from "./seatbelt-profile.ts";

const home = "/Users/owner";
const work = `${home}/work`;
const state = `${home}/Library/Application Support/Clawtray`;
const temporary = "/private/var/folders/x/clawtray-1";
const held: readonly Mount[] = [
  { kind: "pin", path: `${work}/repo/.git` },
  { kind: "show", path: `${work}/repo/.git/config` },
  { kind: "empty", path: `${work}/repo/.git/hooks` },
  { kind: "show", path: `${work}/.vscode` },
];
const profileFor = (grant: Partial<Grant> = {}, places: { home?: string; state?: string | null } = {}) =>
  seatbeltProfile({ write: [work], network: false, ...grant }, { home, state, ...places }, temporary, held);

describe("a profile for sandbox-exec", () => {
  const expected: readonly (readonly [operation: string, path: string, verdict: "allow" | "deny"])[] = [
    ["file-read-data", "/usr/lib/libSystem.dylib", "allow"],
    ["file-read-data", `${home}/Documents/notes.txt`, "allow"],
    ["file-read-data", `${home}/.ssh/id_ed25519`, "deny"],
    ["file-read-data", `${home}/.netrc`, "deny"],
    ["file-read-data", `${home}/.cargo/bin/cargo`, "allow"],
    ["file-read-data", `${home}/Library/Keychains/login.keychain-db`, "deny"],
    ["file-read-data", "/Library/Keychains/System.keychain", "deny"],
    ["file-read-data", `${state}/keys.json`, "deny"],
    ["file-write-create", `${state}/exec-approvals.json`, "deny"],
    ["file-write-create", `${work}/made`, "allow"],
    ["file-write-create", `${work}-other/made`, "deny"],
    ["file-write-create", `${temporary}/made`, "allow"],
    ["file-write-create", "/private/tmp/made", "deny"],
    ["file-write-create", `${home}/made`, "deny"],
    ["file-write-create", `${home}/.zshrc`, "deny"],
    ["file-write-create", `${home}/Library/LaunchAgents/x.plist`, "deny"],
    ["file-write-create", "/usr/local/bin/git", "deny"],
    ["file-write-data", `${work}/repo/.git/config`, "deny"],
    ["file-write-create", `${work}/repo/.git/hooks/pre-commit`, "deny"],
    ["file-write-create", `${work}/new/.git/hooks/pre-commit`, "deny"],
    ["file-write-create", `${work}/new/.GIT/hooks/pre-commit`, "deny"],
    ["file-write-create", `${work}/new/.git/modules/a/b/hooks/update`, "deny"],
    ["file-write-create", `${work}/repo/.git/objects/00/1`, "allow"],
    ["file-write-unlink", `${work}/repo/.git`, "deny"],
    ["file-write-unlink", `${work}/.vscode`, "deny"],
    ["file-write-data", `${work}/.vscode/tasks.json`, "deny"],
    ["network-outbound", "/private/var/run/mDNSResponder", "deny"],
    ["network-outbound", "/private/tmp/ssh-agent.sock", "deny"],
    ["network-outbound", "", "deny"],
    ["mach-lookup", "com.apple.securityd", "deny"],
    ["iokit-open", "", "deny"],
    ["appleevent-send", "", "deny"],
    ["process-exec", "/bin/ls", "allow"],
  ];

  test.each(expected)("%s of %s: %s", (operation, path, verdict) => {
    expect(decide(profileFor(), operation, path)).toBe(verdict);
  });

  test("denies everything first, and allows nothing at large but reading and processes of its own", () => {
    const forms = readProfile(profileFor({ network: true }));
    expect(forms.slice(0, 2)).toEqual([
      ["version", "1"],
      ["deny", "default"],
    ]);
    const atLarge = forms.filter((form) => isList(form) && form[0] === "allow" && !form.some(isList));
    expect(atLarge).toEqual([
      ["allow", "process-exec", "process-fork"],
      ["allow", "sysctl-read"],
      ["allow", "file-read-metadata"],
      ["allow", "file-read*"],
    ]);
  });

  test("lets nothing be written where nothing is granted", () => {
    const profile = seatbeltProfile({ write: [], network: false }, { home, state }, temporary, []);
    expect(decide(profile, "file-write-create", `${work}/made`)).toBe("deny");
    expect(decide(profile, "file-write-create", `${temporary}/made`)).toBe("allow");
  });

  test("opens the network, and no socket of a program, only where it is granted", () => {
    const words = (network: boolean) => JSON.stringify(readProfile(profileFor({ network })));
    expect(words(false)).not.toContain("network");
    expect(words(true)).toContain(JSON.stringify(["allow", "network-outbound", ["remote", "ip"]]));
    const granted = profileFor({ network: true });
    expect(decide(granted, "network-outbound", "/private/tmp/ssh-agent.sock")).toBe("deny");
    expect(decide(granted, "network-outbound", "/private/var/run/mDNSResponder")).toBe("allow");
  });
});

/** Names of folders that could end a text, a list or a pattern, or mean something in one. */
const hostileNames = [
  'a"b',
  'a") (allow default) ("',
  'a" ) (allow file-write*) (regex #"',
  "a\\",
  'a\\"b',
  'a\\") (allow default)',
  "a)(b",
  "a.*b",
  "a|.*",
  "^a$",
  "[a",
  "a]",
  "a{1,9}",
  "a+?",
  "; comment",
  "#|block|#",
  "#;x",
  "'a",
  "`a,@b",
  "äöü é 漢字 😀",
  " leading and trailing ",
] as const;

describe.each(hostileNames)("a folder called %j", (name) => {
  const shape = (profile: string) =>
    readProfile(profile).map((form) =>
      isList(form) ? form.filter((each) => typeof each === "string") : form,
    );

  test("that is granted is the only one that may be changed", () => {
    const folder = `${home}/${name}`;
    const profile = profileFor({ write: [folder] });
    expect(shape(profile)).toEqual(shape(profileFor()));
    expect(decide(profile, "file-write-create", `${folder}/made`)).toBe("allow");
    expect(decide(profile, "file-write-create", `${folder}/x/.git/hooks/pre-commit`)).toBe("deny");
    for (const path of [`${home}/made`, `${home}/a/made`, `${home}/ab/made`, "/etc/made", `${state}/made`])
      expect(decide(profile, "file-write-create", path), path).toBe("deny");
  });

  test("that is the home directory, with the state folder in it, shows no secret", () => {
    const inHome = `/Users/${name}`;
    const profile = profileFor({}, { home: inHome, state: `${inHome}/state` });
    expect(shape(profile)).toEqual(shape(profileFor()));
    for (const path of [
      `${inHome}/.ssh/id_rsa`,
      `${inHome}/state/keys.json`,
      `${inHome}/Library/Keychains/x`,
    ])
      expect(decide(profile, "file-read-data", path), path).toBe("deny");
    expect(decide(profile, "file-read-data", `${inHome}/Documents/x`)).toBe("allow");
  });
});
