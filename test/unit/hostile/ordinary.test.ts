import { describe, expect, test } from "vitest";
import { analyse } from "../../../src/core/exec/analysis/analyse.ts";
import { judge } from "../../../src/core/exec/policy/allowlist.ts";
import { ownerContext, systemWith } from "../../support/any-program.ts";
import { neverFree } from "./never-free.table.ts";
import { type Ordinary, ordinary, sensibleList } from "./ordinary.table.ts";

/** A Debian on which every program there could be is the system's. */
const debian = systemWith("/home/owner/project", (name) => {
  if (name === "" || name.startsWith("./")) return null;
  const path = name.startsWith("/") ? name.replace(/^\/bin\//, "/usr/bin/") : `/usr/bin/${name}`;
  return { path, realPath: path };
});

const context = { ...ownerContext, cwd: "/home/owner/project" } as const;

/** As the gateway sends what an agent asks for. */
const verdictOn = (text: string, list: readonly string[] = sensibleList): Ordinary =>
  judge(
    analyse(["/bin/sh", "-lc", text], debian),
    list.map((pattern) => ({ pattern })),
    context,
  ).vouch;

const counts = (): Readonly<Record<Ordinary, number>> => {
  const found = { free: 0, contained: 0, ask: 0 };
  for (const [text] of ordinary) found[verdictOn(text)]++;
  return found;
};

describe("ordinary work against a sensible list", () => {
  test.each(ordinary)("%s runs so: %s", (text, verdict) => {
    expect(verdictOn(text)).toBe(verdict);
  });

  test("is free 51 times, contained 29 times and asked about 8 times", () => {
    expect(counts()).toEqual({ free: 51, contained: 29, ask: 8 });
  });

  test("without a list, everything asks", () => {
    for (const [text] of ordinary) expect(verdictOn(text, []), text).toBe("ask");
  });
});

describe("with every program of the system on the list", () => {
  const generous = ["/usr/bin/*", ...neverFree.map((text) => `/usr/bin/${text.split(" ")[0]}`)];

  test.each(neverFree)("%s is never free", (text) => {
    expect(verdictOn(text, generous)).not.toBe("free");
  });

  test.each(ordinary.filter(([, verdict]) => verdict === "free"))("%s still is", (text) => {
    expect(verdictOn(text, generous)).toBe("free");
  });
});
