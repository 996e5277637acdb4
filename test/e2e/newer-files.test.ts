import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow } from "../support/files-below.ts";
import { appForTest, connectedApp, untilTray } from "./scenario.ts";
import { until } from "./until.ts";

/** A newer version was here before: the window says so, and what it wrote stays as it is. */

/** Changes the only file of this name, and its last good copy where there is one, into those of a newer version. */
function makeNewer(home: string, name: string, edit: (text: string) => string): () => void {
  const files = filesBelow(home).filter(
    (path) => path.endsWith(`/${name}`) || path.endsWith(`/${name}.last-good`),
  );
  expect(files.length, name).toBeGreaterThan(0);
  const before = files.map((path) => {
    const text = edit(readFileSync(path, "utf8"));
    expect(text).not.toBe(readFileSync(path, "utf8"));
    writeFileSync(path, text);
    return text;
  });
  return () => {
    expect(files.map((path) => readFileSync(path, "utf8"))).toEqual(before);
    expect(filesBelow(home).filter((path) => path.includes("broken"))).toEqual([]);
  };
}

test("the desktop's own settings and the activity log of a newer version: said in the window, and left alone", async () => {
  const { app, home } = await connectedApp();
  await app.quit();
  const logFile = filesBelow(home).find((path) => path.endsWith("/clawtray.log")) ?? "";
  writeFileSync(join(dirname(dirname(logFile)), "activity.jsonl"), "{}\n", { mode: 0o600 });
  const untouched = [
    makeNewer(home, "desktop.json", (text) =>
      text.replace('"1.0.0"', '"2.0.0"').replace('"theme": "system"', '"theme": "sepia"'),
    ),
    makeNewer(home, "activity.jsonl", () => '{"layout":2,"when":"today","what":"of another shape"}\n'),
  ];

  const again = await appForTest({ home });
  await untilTray(again, "Connected");
  const page = await again.page();
  await page.getByText(/\(desktop\.json\) were written by a newer version of Clawtray/).waitFor();
  await page.getByText(/activity log was written by a newer version of Clawtray/).waitFor();
  // The set-up is still finished, and what is chosen now holds until the end.
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Appearance").selectOption("dark");
  await until("it is dark", async () => (await again.facts()).themeSource === "dark");
  await again.quit();
  for (const check of untouched) check();
});

test.each([
  ["settings.json", (text: string) => text.replace('"schemaVersion": 1', '"schemaVersion": 3')],
  ["folder.json", (text: string) => text.replace('"version": 1', '"version": 2')],
] as const)("%s of a newer version: said in the window, and left alone", async (name, edit) => {
  const { app, gateway, home } = await connectedApp();
  await app.quit();
  const before = gateway.attempts.length;
  const untouched = makeNewer(home, name, edit);

  const again = await appForTest({ home });
  await until("the window says it", async () => /newer version/.test(await again.shownText()));
  await again.quit();
  untouched();
  expect(gateway.attempts.length).toBe(before);
});
