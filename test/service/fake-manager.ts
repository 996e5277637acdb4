import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import type { ToolResult } from "../../src/core/service/service.ts";

/** What a unit asks of its manager, whatever form it was written in. */
export interface Unit {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Exit codes after which it is not started again. */
  readonly final: readonly number[];
}

const ok = (stdout = ""): ToolResult => ({ code: 0, stdout, stderr: "" });
const refused = (code: number, stderr: string): ToolResult => ({ code, stdout: "", stderr });

/** Pause before a restart, ms: the real ones take seconds. */
const PAUSE = 100;

/** One supervised process: started, started again after a failure, ended by SIGTERM. */
export class Supervised {
  readonly unit: Unit;
  child: ChildProcess | null = null;
  starts = 0;
  lastCode: number | null = null;
  output = "";
  #wanted = false;
  #timer: NodeJS.Timeout | null = null;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(unit: Unit, environment: NodeJS.ProcessEnv) {
    this.unit = unit;
    this.#environment = environment;
  }

  get running(): boolean {
    return this.child !== null;
  }

  start(): void {
    this.#wanted = true;
    if (this.child === null) this.#spawn();
  }

  #spawn(): void {
    const [program = "", ...words] = this.unit.words;
    this.starts += 1;
    const child = spawn(program, words, {
      env: { ...this.#environment, ...this.unit.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    child.once("close", (code, signal) => {
      this.child = null;
      this.lastCode = code ?? (signal === "SIGTERM" ? 0 : 1);
      if (!this.#wanted || this.lastCode === 0 || this.unit.final.includes(this.lastCode)) return;
      this.#timer = setTimeout(() => this.#spawn(), PAUSE);
    });
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { child } = this;
    if (child === null) return;
    const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
    child.kill(signal);
    await gone;
  }
}

/** systemd's words: quotes, backslashes, `%%` and `$$` (systemd.service(5), "Command lines"). */
export function systemdWords(line: string): string[] {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "",
  );
  return words.map((word, index) => {
    const plain = word.replaceAll("%%", "%");
    return index === 0 ? plain : plain.replaceAll("$$", "$");
  });
}

export function readSystemdUnit(text: string): Unit {
  const lines = text.split("\n").filter((line) => /^\w+=/.test(line));
  const values = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
  const environment = values("Environment")
    .flatMap(systemdWords)
    .map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    });
  return {
    words: systemdWords(values("ExecStart")[0] ?? ""),
    environment: Object.fromEntries(environment),
    final: (values("RestartPreventExitStatus")[0] ?? "").split(" ").map(Number),
  };
}

const unescapeXml = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");

export function readPlist(text: string): Unit {
  const array = /<key>ProgramArguments<\/key>\s*<array>([\s\S]*?)<\/array>/.exec(text)?.[1] ?? "";
  const dict = /<key>EnvironmentVariables<\/key>\s*<dict>([\s\S]*?)<\/dict>/.exec(text)?.[1] ?? "";
  return {
    words: [...array.matchAll(/<string>([\s\S]*?)<\/string>/g)].map(([, word = ""]) => unescapeXml(word)),
    environment: Object.fromEntries(
      [...dict.matchAll(/<key>(.*?)<\/key>\s*<string>([\s\S]*?)<\/string>/g)].map(
        ([, name = "", value = ""]) => [name, unescapeXml(value)],
      ),
    ),
    final: [],
  };
}

export function readTask(file: Buffer): Unit {
  const text = file.toString("utf16le").replace(/^\ufeff/, "");
  const one = (name: string): string =>
    unescapeXml(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? "");
  // CommandLineToArgvW, as far as our own words need it.
  const words = [...one("Arguments").matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(["\\])/g, "$1") ?? bare ?? "",
  );
  const all = [one("Command"), ...words];
  return { words: all[0] === "conhost.exe" ? all.slice(2) : all, environment: {}, final: [] };
}

/**
 * A stand-in for systemd, launchd and the Task Scheduler: it takes the words of their tools, reads
 * the unit that was written, and starts, watches and ends what that says. What it keeps over a
 * "reboot" is what the real one keeps: the units and which of them are enabled.
 */
export class FakeManager {
  readonly #services = new Map<string, Supervised>();
  readonly #enabled = new Map<string, () => Unit>();
  readonly #environment: NodeJS.ProcessEnv;
  readonly #unitFolder: string;
  /** Every call, the tool first. */
  readonly calls: string[][] = [];
  linger = "no";

  constructor(unitFolder: string, environment: NodeJS.ProcessEnv) {
    this.#unitFolder = unitFolder;
    this.#environment = environment;
  }

  service(name: string): Supervised | null {
    return this.#services.get(name) ?? null;
  }

  #load(name: string, read: () => Unit): Supervised {
    const service = new Supervised(read(), this.#environment);
    this.#services.set(name, service);
    return service;
  }

  /** Everything is killed at once, and what is enabled is started from its unit. */
  async reboot(): Promise<void> {
    for (const service of this.#services.values()) await service.stop("SIGKILL");
    this.#services.clear();
    for (const [name, read] of this.#enabled) this.#load(name, read).start();
  }

  async end(): Promise<void> {
    for (const service of this.#services.values()) await service.stop("SIGKILL");
  }

  async handle(tool: string, words: readonly string[]): Promise<ToolResult> {
    this.calls.push([tool, ...words]);
    if (tool === "systemctl") return this.#systemctl(words.filter((word) => word !== "--user"));
    if (tool === "launchctl") return this.#launchctl(words);
    if (tool === "schtasks.exe") return this.#schtasks(words);
    if (tool === "loginctl") return ok(`${this.linger}\n`);
    if (tool === "journalctl")
      return ok(this.#services.get(words[words.indexOf("--unit") + 1] ?? "")?.output ?? "");
    return refused(127, `${tool}: command not found`);
  }

  async #systemctl([verb, ...words]: readonly string[]): Promise<ToolResult> {
    const unit = words.find((word) => word.endsWith(".service")) ?? "";
    const path = join(this.#unitFolder, unit);
    const read = (): Unit => readSystemdUnit(readFileSync(path, "utf8"));
    const service = this.#services.get(unit);
    if (verb === "daemon-reload") return ok();
    if (verb === "show" && unit === "") return ok("Version=252\n");
    if (!existsSync(path)) return refused(5, `Unit ${unit} not found.`);
    switch (verb) {
      case "enable":
        this.#enabled.set(unit, read);
        return ok();
      case "disable":
        this.#enabled.delete(unit);
        await service?.stop();
        return ok();
      case "restart":
        await service?.stop();
        this.#load(unit, read).start();
        return ok();
      case "show": {
        const active = service?.running === true ? "active" : service?.lastCode ? "failed" : "inactive";
        return ok(
          `MainPID=${service?.child?.pid ?? 0}\nExecMainStatus=${service?.lastCode ?? 0}\nActiveState=${active}\nSubState=${active === "active" ? "running" : "dead"}\nUnitFileState=${this.#enabled.has(unit) ? "enabled" : "disabled"}\n`,
        );
      }
      default:
        return refused(1, `Unknown command verb ${verb}.`);
    }
  }

  async #launchctl([verb, ...words]: readonly string[]): Promise<ToolResult> {
    const label =
      words
        .at(verb === "bootstrap" ? 1 : -1)
        ?.replace(/^.*\/|\.plist$/g, "")
        .replace(/\.plist$/, "") ?? "";
    const service = this.#services.get(label);
    switch (verb) {
      case "bootstrap": {
        if (service !== undefined) return refused(5, "Bootstrap failed: 5: Input/output error");
        const read = (): Unit => readPlist(readFileSync(words[1] ?? "", "utf8"));
        this.#enabled.set(label, read);
        this.#load(label, read).start();
        return ok();
      }
      case "bootout":
        if (service === undefined) return refused(3, "Boot-out failed: 3: No such process");
        this.#enabled.delete(label);
        await service.stop();
        this.#services.delete(label);
        return ok();
      case "enable":
        return ok();
      case "kickstart":
        if (service === undefined) return refused(113, "Could not find service");
        await service.stop();
        service.start();
        return ok();
      case "print":
        return service === undefined
          ? refused(113, "Could not find service")
          : ok(
              `${label} = {\n\tstate = ${service.running ? "running" : "not running"}\n${service.running ? `\tpid = ${service.child?.pid}\n` : ""}}\n`,
            );
      default:
        return refused(64, `Unrecognized subcommand: ${verb}`);
    }
  }

  async #schtasks([verb, ...words]: readonly string[]): Promise<ToolResult> {
    const after = (name: string): string => words[words.indexOf(name) + 1] ?? "";
    const task = after("/TN");
    const service = this.#services.get(task);
    if (verb === "/Create") {
      const path = after("/XML");
      const read = (): Unit => readTask(readFileSync(path));
      this.#enabled.set(task, read);
      await service?.stop("SIGKILL");
      this.#load(task, read);
      return ok("SUCCESS\n");
    }
    if (service === undefined) return refused(1, "ERROR: The system cannot find the file specified.");
    switch (verb) {
      case "/Run":
        service.start();
        return ok();
      case "/End":
        // It knows no other way than to end the process at once.
        await service.stop("SIGKILL");
        return ok();
      case "/Delete":
        await service.stop("SIGKILL");
        this.#services.delete(task);
        this.#enabled.delete(task);
        return ok();
      case "/Query":
        return ok(`"${task}","N/A","${service.running ? "Running" : "Ready"}"\r\n`);
      default:
        return refused(1, "ERROR: Invalid syntax.");
    }
  }
}

/** Programs of these names in a folder for PATH, which ask the manager over a socket. */
export async function installTools(
  folder: string,
  manager: FakeManager,
  tools: readonly string[],
): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  const socket = join(folder, "manager.sock");
  const script = join(folder, "ask.mjs");
  writeFileSync(
    script,
    `#!${process.execPath}
import { connect } from "node:net";
import { basename } from "node:path";
const socket = connect(${JSON.stringify(socket)}, () => socket.end(JSON.stringify([basename(process.argv[1]), ...process.argv.slice(2)])));
let text = "";
socket.on("data", (data) => { text += data; });
socket.on("end", () => {
  const { code, stdout, stderr } = JSON.parse(text);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
});
`,
  );
  chmodSync(script, 0o755);
  for (const tool of tools) symlinkSync(script, join(folder, tool));
  const server = createServer({ allowHalfOpen: true }, (client) => {
    let text = "";
    client.on("data", (data) => {
      text += data.toString();
    });
    client.on("error", () => {});
    client.on("end", () => {
      const [tool = "", ...words] = JSON.parse(text) as string[];
      void manager.handle(tool, words).then((result) => client.end(JSON.stringify(result)));
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return server;
}
