import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { opennessOf, readSddl } from "../../../src/core/files/sddl.ts";
import { type AccessTools, lookAt, makePrivateFolder } from "../../../src/core/files/windows-access.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const me = "S-1-5-21-1004336348-1177238915-682003330-1001";
const another = "S-1-5-21-1004336348-1177238915-682003330-1002";
const closed = `O:${me}G:${me}D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;${me})`;

/** Texts as `Get-Acl` gives them, and who else may use what they describe. */
const table: readonly (readonly [string, string, unknown])[] = [
  ["a folder closed by us", closed, null],
  ["a file that inherits from it", `O:${me}G:DUD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;${me})`, null],
  ["made by an elevated process", `O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;${me})`, null],
  ["with an owner's own entries", `O:${me}D:P(A;OICIIO;FA;;;CO)(A;;FA;;;OW)(A;;0x1200a9;;;SY)`, null],
  ["with auditing behind it", `${closed}S:AI(AU;SAFA;FA;;;WD)(ML;;NW;;;LW)`, null],
  ["with a denial of everybody", `O:${me}D:P(D;;FA;;;WD)(A;;FA;;;${me})`, null],
  ["with traversal for others", `O:${me}D:P(A;;FA;;;${me})(A;;0x1000a0;;;BU)(A;;GX;;;WD)`, null],
  [
    "a new folder on C:",
    `O:BAG:DUD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)(A;OICIIOID;SDGXGWGR;;;AU)`,
    { kind: "open", others: ["Users", "Authenticated Users"] },
  ],
  [
    "a new folder in ProgramData",
    "O:BAG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)",
    { kind: "open", others: ["Users"] },
  ],
  ["open to everybody", `O:${me}D:(A;OICI;FA;;;WD)`, { kind: "open", others: ["Everyone"] }],
  ["open to one other", `O:${me}D:P(A;;FA;;;${me})(A;;FR;;;${another})`, { kind: "open", others: [another] }],
  [
    "to children of another alone",
    `O:${me}D:P(A;OICIIO;GR;;;AU)`,
    { kind: "open", others: ["Authenticated Users"] },
  ],
  ["to read alone", `O:${me}D:P(A;;0x120089;;;BU)`, { kind: "open", others: ["Users"] }],
  ["to delete alone", `O:${me}D:P(A;;SD;;;BG)`, { kind: "open", others: ["Guests"] }],
  ["to write the list anew", `O:${me}D:P(A;;WD;;;AN)`, { kind: "open", others: ["Anonymous"] }],
  [
    "under a condition",
    `O:${me}D:P(XA;;FR;;;WD;(@User.Title=="PM"))`,
    { kind: "open", others: ["Everyone"] },
  ],
  ["by rights nobody knows", `O:${me}D:P(A;;QQ;;;WD)`, { kind: "open", others: ["Everyone"] }],
  ["by a generic right in hex", `O:${me}D:P(A;;0x80000000;;;WD)`, { kind: "open", others: ["Everyone"] }],
  ["without a list", `O:${me}G:DUD:NO_ACCESS_CONTROL`, { kind: "open", others: ["Everyone"] }],
  ["with none at all", `O:${me}G:DU`, { kind: "open", others: ["Everyone"] }],
  ["on a FAT disk", "O:WDG:WDD:NO_ACCESS_CONTROL", { kind: "of-another", owner: "Everyone" }],
  [
    "closed to us, and another's",
    `O:${another}D:P(A;OICI;FA;;;${me})`,
    { kind: "of-another", owner: another },
  ],
  ["of a service's account", `O:LSD:P(A;OICI;FA;;;${me})`, { kind: "of-another", owner: "LS" }],
];

describe("an access list", () => {
  test.each(table)("%s", (_, text, expected) => {
    const descriptor = readSddl(text);
    expect(descriptor).not.toBeNull();
    expect(descriptor && opennessOf(descriptor, [me])).toEqual(expected);
  });

  test("of a service's account is that account's", () => {
    const descriptor = readSddl("O:S-1-5-19G:SYD:P(A;OICI;FA;;;LS)(A;;FA;;;SY)");
    expect(descriptor && opennessOf(descriptor, ["S-1-5-19"])).toBeNull();
  });

  test.each([
    "",
    "none",
    "D:(A;;FA;;;WD)",
    "O:",
    `O:${me}D:P(A;;FA;;;`,
    `O:${me}D:P(Q;;FA;;;WD)`,
    "Get-Acl : error",
  ])("is not read out of %j", (text) => {
    expect(readSddl(text)).toBeNull();
  });
});

/** Windows as a table: what it says of each path, and what it was asked to do. */
function windows(texts: Readonly<Record<string, string>> | null, person: string | null = me) {
  const asked: string[] = [];
  const tools: AccessTools = {
    person: () => person,
    describe: (paths) => texts && paths.map((path) => texts[path.replaceAll("\\", "/")] ?? closed),
    allowOnly(folder, sids) {
      asked.push(`${folder} ${sids.join(" ")}`);
      return true;
    },
  };
  return { tools, asked };
}

describe("a folder outside the profile", () => {
  test("is closed before anything is put into it, from the first one that is made", () => {
    const base = temporaryDirectory();
    const { tools, asked } = windows({});
    expect(makePrivateFolder(join(base, "one", "two"), tools)).toEqual({ ok: true, value: undefined });
    expect(asked).toEqual([`${join(base, "one")} ${me} S-1-5-18 S-1-5-32-544`]);
  });

  test("is not touched when it is there, and used when it is closed", () => {
    const base = temporaryDirectory();
    const { tools, asked } = windows({});
    expect(makePrivateFolder(base, tools).ok).toBe(true);
    expect(asked).toEqual([]);
  });

  test.each([
    ["open", `O:${me}D:AI(A;ID;0x1301bf;;;AU)`, "folder-open-to-others", "Authenticated Users"],
    ["another's", `O:${another}D:P(A;;FA;;;${me})`, "folder-of-another", another],
    ["of a list that cannot be read", "none", "folder-open-to-others", "its access list cannot be read"],
  ])("is refused when it is %s", (_, text, problem, detail) => {
    const base = temporaryDirectory();
    const { tools } = windows({ [base]: text });
    const expected = { ok: false, failure: { problem, path: base, detail } };
    expect(makePrivateFolder(base, tools)).toEqual(expected);
  });

  test("is refused when a file in it is open, or another's", () => {
    const base = temporaryDirectory();
    writeFileSync(join(base, "keys.json"), "{}");
    const open = windows({ [`${base}/keys.json`]: `O:${me}D:AI(A;;FR;;;BU)` });
    expect(makePrivateFolder(base, open.tools)).toMatchObject({
      failure: { problem: "open-to-others", detail: "Users" },
    });
    const others = windows({ [`${base}/keys.json`]: `O:${another}D:P(A;;FA;;;${me})` });
    expect(makePrivateFolder(base, others.tools)).toMatchObject({ failure: { problem: "other-owner" } });
  });

  test("that stays open although it was closed is refused", () => {
    const base = join(temporaryDirectory(), "new");
    const { tools } = windows({ [base]: `O:${me}D:AI(A;ID;FA;;;WD)` });
    expect(makePrivateFolder(base, tools)).toMatchObject({ failure: { problem: "folder-open-to-others" } });
  });

  test("into which somebody put something before it was closed is refused", () => {
    const base = join(temporaryDirectory(), "new");
    const { tools } = windows({});
    const quick: AccessTools = {
      ...tools,
      allowOnly(folder, sids) {
        mkdirSync(join(folder, "planted"));
        return tools.allowOnly(folder, sids);
      },
    };
    expect(makePrivateFolder(base, quick)).toMatchObject({ failure: { problem: "folder-open-to-others" } });
  });

  test.each([
    ["nobody says who asks", windows({}, null)],
    ["PowerShell does not run", windows(null)],
  ])("is used, and said to be unknown, where %s", (_, { tools }) => {
    const base = temporaryDirectory();
    expect(makePrivateFolder(base, tools).ok).toBe(true);
    expect(lookAt(base, tools)).toBe("unknown");
  });

  test("may be shared with an account that is named", () => {
    const base = temporaryDirectory();
    const { tools } = windows({ [base]: `O:BAD:P(A;;FA;;;SY)(A;OICI;FA;;;LS)` });
    expect(makePrivateFolder(base, tools)).toMatchObject({ ok: false });
    expect(makePrivateFolder(base, tools, ["S-1-5-19"]).ok).toBe(true);
  });
});
