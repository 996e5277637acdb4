import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../e2e/until.ts";
import type { Desk } from "./desk.ts";

type Place = readonly [number, number];

const folderOf = (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), `clawtray-${name}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
};

/** A window with a field for text, which tells what is in it. */
export function textField(desk: Desk) {
  const entry = fileURLToPath(new URL("../../scripted/computer/entry.py", import.meta.url));
  const stdio = ["ignore", "pipe", "ignore"] as const;
  const child = spawn("/usr/bin/python3", [entry, "--above"], { env: desk.env, stdio: [...stdio] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    output += data;
  });
  return {
    text: (): string => JSON.parse(output.trimEnd().split("\n").at(-1) || '""'),
    end: () => void child.kill(),
  };
}

/** Mousepad, with a file open; its window is moved where nothing else is. */
export function startEditor(desk: Desk, content: string) {
  const { folder, remove } = folderOf("editor");
  const file = join(folder, "beds.txt");
  writeFileSync(file, content);
  // No settings and no instance of the person who runs this.
  const env = {
    ...desk.env,
    HOME: folder,
    GSETTINGS_BACKEND: "memory",
    DBUS_SESSION_BUS_ADDRESS: "disabled:",
  };
  const child = spawn("mousepad", ["--disable-server", file], { env, stdio: "ignore" });
  const bounds = ["windowsize", "700", "400", "windowmove", "60", "80"];
  desk.xdotool("search", "--sync", "--name", "beds.txt", ...bounds);
  return {
    saved: (name = "beds.txt") => readFileSync(join(folder, name), "utf8"),
    folder,
    end() {
      child.kill();
      remove();
    },
  };
}

/** What the page says of itself. */
export interface PageState {
  readonly name: string;
  readonly notes: string;
  readonly scrolled: number;
  readonly dropped: readonly string[];
  readonly clicks: readonly string[];
}

/** A page with a field, a text area, a list and a thing to drag, each in a colour of its own. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Garden plan</title>
<style>
body { margin: 12px; background: white; font: 16px sans-serif }
#name { background: #ff00ff; width: 400px; height: 40px; border: 0; display: block; font: 18px sans-serif }
#notes { background: #00ffff; width: 400px; height: 60px; border: 0; margin: 12px 0; display: block }
#list { background: #ffff00; width: 400px; height: 100px; overflow: auto }
#list div { height: 900px }
#seed, #bed { position: absolute; width: 70px; height: 70px; top: 30px }
#seed { background: #00ff00; left: 480px } #bed { background: #0000ff; left: 660px }
</style>
<input id="name"><textarea id="notes"></textarea><div id="list"><div></div></div>
<div id="seed"></div><div id="bed"></div>
<script>
const at = (id) => document.getElementById(id), dropped = [], clicks = [];
let number = 0, held = false;
const tell = () => fetch("/state", { method: "POST", body: JSON.stringify({
  number: ++number, name: at("name").value, notes: at("notes").value,
  scrolled: at("list").scrollTop, dropped, clicks }) });
at("seed").onmousedown = () => { held = true };
onmouseup = ({ clientX, clientY }) => {
  if (held) dropped.push(document.elementFromPoint(clientX, clientY)?.id ?? "");
  held = false; tell();
};
onclick = ({ detail, ctrlKey, shiftKey, target }) => {
  clicks.push([target.id, detail, ctrlKey ? "ctrl" : "", shiftKey ? "shift" : ""].filter(Boolean).join(" ")); tell();
};
oninput = tell; at("list").onscroll = tell;
if (location.pathname === "/") tell();
</script>`;

/** Debian's Chromium with a profile of its own, at a page on loopback that tells what becomes of it. */
export async function startBrowser(desk: Desk) {
  const { folder, remove } = folderOf("browser");
  let state: PageState & { readonly number: number } = {
    number: 0,
    name: "",
    notes: "",
    scrolled: 0,
    dropped: [],
    clicks: [],
  };
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      let body = "";
      for await (const piece of request.setEncoding("utf8")) body += piece;
      const told = JSON.parse(body);
      if (told.number > state.number) state = told;
      response.end();
      return;
    }
    asked.push(request.url ?? "");
    response.setHeader("content-type", "text/html");
    response.end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const words = [
    ...["--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking"],
    ...["--disable-component-update", "--disable-sync", "--password-store=basic", "--ozone-platform=x11"],
    ...[`--user-data-dir=${folder}`, "--window-position=40,20", "--window-size=900,640", `${address}/`],
  ];
  const child = spawn("chromium", words, { env: { ...desk.env, HOME: folder }, stdio: "ignore" });
  await until("the page is there", () => state.number > 0, 45_000);
  return {
    address,
    asked: asked as readonly string[],
    state: (): PageState => state,
    async end() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      server.closeAllConnections();
      server.close();
      remove();
    },
  };
}

/** Where in an agent's picture the middle of everything in this colour is; as seen by a page of the app's browser. */
export async function findColour(desk: Desk, picture: string, colour: string): Promise<Place> {
  const context = await desk.desktop.page.context().browser()?.newContext();
  if (context === undefined) throw new Error("no browser");
  try {
    const page = await context.newPage();
    return await page.evaluate(LOOK_FOR, [picture, colour] as const);
  } finally {
    await context.close();
  }
}

/* In the page; written for its world, which the tests are compiled without. */
const LOOK_FOR = async ([picture, colour]: readonly [string, string]): Promise<Place> => {
  // biome-ignore lint/suspicious/noExplicitAny: the names of a browser
  const world = globalThis as any;
  const image = new world.Image();
  image.src = picture;
  await image.decode();
  const canvas = new world.OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const found = { x: 0, y: 0, count: 0 };
  for (let at = 0; at < data.length; at += 4) {
    if (!wanted.every((value, part) => Math.abs(value - data[at + part]) < 40)) continue;
    found.x += (at / 4) % image.width;
    found.y += Math.floor(at / 4 / image.width);
    found.count += 1;
  }
  if (found.count === 0) throw new Error(`nothing is ${colour} in the picture`);
  return [Math.round(found.x / found.count), Math.round(found.y / found.count)];
};
