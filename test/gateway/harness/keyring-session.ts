import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "./environment.ts";
import { makeThrowAwayFolder } from "./folder.ts";
import { startProcessTree } from "./process-tree.ts";
import { waitFor } from "./wait.ts";

/** A session bus with an unlocked gnome-keyring of its own: a Linux desktop as far as a vault can tell. */
export interface KeyringSession {
  /** What a program needs to find the keyring. */
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

const programs = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"] as const;

/** Why no keyring session can be had here; null when one can. */
export function whyNoKeyring(): string | null {
  if (process.platform !== "linux") return "gnome-keyring exists on Linux only";
  for (const program of programs) {
    try {
      execFileSync(program, ["--version"], { stdio: "ignore" });
    } catch (error) {
      // dbus-send knows no --version; not being there at all is what counts.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return `${program} is not installed`;
    }
  }
  return null;
}

/** Starts the bus and the keyring; the keyring is unlocked and has a default collection when this resolves. */
export async function startKeyringSession(): Promise<KeyringSession> {
  const folder = makeThrowAwayFolder("keyring");
  const runtime = join(folder.path, "runtime");
  mkdirSync(runtime, { mode: 0o700 });
  const home = { HOME: folder.path, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(folder.path, "data") };

  let address = "";
  const bus = await startProcessTree(
    "dbus-daemon",
    ["--session", "--nofork", "--nopidfile", "--print-address=1"],
    {
      environment: cleanEnvironment(home),
      onStdout: (text) => {
        address += text;
      },
    },
  );
  await waitFor("a session bus", () => (address.includes("\n") ? true : null), { timeoutMs: 10_000 });
  const environment = { ...home, DBUS_SESSION_BUS_ADDRESS: address.trim() };

  let keyringOutput = "";
  const keep = (text: string) => {
    keyringOutput += text;
  };
  // The password of a keyring that lives as long as one test.
  const unlock = "printf throw-away | exec gnome-keyring-daemon --foreground --unlock --components=secrets";
  const keyring = await startProcessTree("sh", ["-c", unlock], {
    environment: cleanEnvironment(environment),
    onStdout: keep,
    onStderr: keep,
  });
  await waitFor("the keyring", () => hasSecretService(environment), { timeoutMs: 20_000 }).catch((error) => {
    throw new Error(`${error.message}: ${keyringOutput}`);
  });
  return {
    environment,
    async close() {
      await keyring.stop(2_000);
      await bus.stop(2_000);
      await folder.remove();
    },
  };
}

function hasSecretService(environment: NodeJS.ProcessEnv): true | null {
  const question = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
  const method = ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"];
  const reply = execFileSync("dbus-send", [...question, ...method], {
    env: cleanEnvironment(environment),
    encoding: "utf8",
  });
  return reply.includes("boolean true") ? true : null;
}
