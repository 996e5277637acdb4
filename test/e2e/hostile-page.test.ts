import { expect, test } from "vitest";
import { appForTest, homeForTest } from "./scenario.ts";
import { until } from "./until.ts";

interface ClawtrayWindow {
  readonly clawtray: Record<string, (...args: unknown[]) => Promise<unknown>>;
}

/** Runs in the page; says what came of it. */
async function attempts(): Promise<Record<string, string>> {
  const page = globalThis as unknown as Record<string, unknown> & ClawtrayWindow;
  const outcome = async (act: () => unknown): Promise<string> => {
    try {
      const value = await act();
      return `got ${typeof value === "object" ? JSON.stringify(value) : String(value)}`;
    } catch (error) {
      return `refused: ${(error as Error).message}`;
    }
  };
  const call = (name: string, ...args: unknown[]) => outcome(() => page.clawtray[name]?.(...args));
  return {
    require: typeof page.require,
    process: typeof page.process,
    ipcRenderer: typeof page.ipcRenderer,
    members: Object.keys(page.clawtray).sort().join(" "),
    overwrite: await outcome(() => {
      (page.clawtray as Record<string, unknown>).snapshot = null;
      return typeof page.clawtray.snapshot;
    }),
    unknownIntent: await call("intend", { kind: "format-disk" }),
    forgetByIntent: await call("intend", { kind: "forget-device" }),
    notAnObject: await call("request", "quit"),
    noArgument: await call("request"),
    wrongPage: await call("request", { kind: "show-page", page: "../../etc/passwd" }),
    hugeText: await call("request", { kind: "take-link", text: "x".repeat(100_000), replace: true }),
    prototype: await call("request", JSON.parse('{"kind":"set-preferences","change":{"__proto__":{"x":1}}}')),
    strangeText: await call("text", "../../etc/passwd"),
    prototypeText: await call("text", "__proto__"),
    strangeCheck: await call("check", { address: 7 }),
    functionArgument: await call("intend", { kind: "pause", extra: () => {} }),
  };
}

test("a hostile page finds no Node, no way past the bridge, and its arguments are refused", async () => {
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).waitFor();
  const got = await page.evaluate(attempts);
  expect(got.require).toBe("undefined");
  expect(got.process).toBe("undefined");
  expect(got.ipcRenderer).toBe("undefined");
  expect(got.members).toBe(
    "check discover intend onCheck onSnapshot onTurnsGrown request screenshot snapshot text",
  );
  expect(got.overwrite).toMatch(/refused|got function/);
  for (const name of ["unknownIntent", "forgetByIntent", "notAnObject", "wrongPage", "hugeText"]) {
    expect(got[name], name).toContain("invalid-argument");
  }
  // An own "__proto__" is lost on the way across the bridge: what arrives changes nothing.
  expect(got.prototype).toBe('got {"ok":true}');
  expect(got.noArgument).toMatch(/invalid/);
  expect(got.strangeText).toMatch(/refused: Error invoking remote method/);
  expect(got.prototypeText).toMatch(/refused: Error invoking remote method/);
  expect(got.strangeCheck).toMatch(/refused: Error invoking remote method/);
  expect(got.functionArgument).toMatch(/refused/);
});

test("a hostile page cannot run text, load from elsewhere, leave, open windows or read files", async () => {
  const app = await appForTest({ home: homeForTest() });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).waitFor();
  const got = await page.evaluate(async () => {
    const document_ = (
      globalThis as unknown as {
        document: {
          createElement(name: string): Record<string, unknown>;
          head: { append(node: unknown): void };
        };
      }
    ).document;
    const outcome = async (act: () => unknown) => {
      try {
        return `got ${String(await act())}`;
      } catch (error) {
        return `refused: ${(error as Error).name}`;
      }
    };
    const script = (source: string) =>
      new Promise<string>((resolve, reject) => {
        const element = document_.createElement("script");
        element.onload = () => resolve("loaded");
        element.onerror = () => reject(new Error("blocked"));
        element.src = source;
        document_.head.append(element);
      });
    return {
      // Text run by the test itself is exempt from the page's policy; a timer's callback is not.
      eval: await outcome(
        () =>
          new Promise((resolve, reject) => {
            setTimeout(() => {
              try {
                resolve(new Function("return 1 + 1")());
              } catch (error) {
                reject(error);
              }
            });
          }),
      ),
      remoteScript: await outcome(() => script("https://example.invalid/x.js")),
      fetchRemote: await outcome(() => fetch("https://example.invalid/")),
      fetchFile: await outcome(() => fetch("file:///etc/passwd")),
      climb: await outcome(async () => (await fetch("/..%2f..%2fpackage.json")).status),
    };
  });
  expect(got.eval).toMatch(/refused/);
  expect(got.remoteScript).toMatch(/refused/);
  expect(got.fetchRemote).toMatch(/refused/);
  expect(got.fetchFile).toMatch(/refused/);
  expect(got.climb).toMatch(/refused/);

  await page.evaluate(() => {
    const page_ = globalThis as unknown as {
      open(url: string): unknown;
      location: { href: string };
      document: { querySelector(what: string): { click(): void } };
    };
    page_.open("https://example.invalid/");
    page_.location.href = "https://example.invalid/";
    page_.document.querySelector("main button").click();
  });
  // Playwright itself would wait for the end of a navigation that is never allowed to begin.
  await until("the page goes on", async () =>
    (await app.shownText()).includes("Address, link or setup code"),
  );
  const facts = await app.facts();
  expect(facts.windows).toHaveLength(1);
  expect(facts.windows[0]?.url).toBe("app://clawtray/index.html");
  expect(facts.openedOutside).toEqual([]);
});
