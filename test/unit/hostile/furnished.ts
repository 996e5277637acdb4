import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { type CagedResult, createCagedWorld, resultOf } from "./caged.ts";

const listening = (where: string | number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    server.on("error", reject);
    server.listen(where as never, () => resolve(server));
  });

export const write = (folder: string, name: string, text: string): void => {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
};

/** Something in every place an attacker would look. */
function furnish({ home, state, work }: Awaited<ReturnType<typeof createCagedWorld>>): void {
  write(state, "keys.json", "SECRET-STATE");
  write(home, ".ssh/id_ed25519", "SECRET-SSH");
  write(home, "server.pem", "SECRET-PEM");
  for (const name of [".aws/credentials", ".kube/config", ".netrc", ".npmrc", ".docker/config.json"])
    write(home, name, "SECRET-CLOUD");
  write(home, ".gitconfig", "[http]\n\textraHeader = SECRET-GIT\n");
  for (const name of [".mozilla/x", "snap/x"]) write(home, name, "SECRET-BROWSER");
  write(home, "Maildir/x", "SECRET-MAIL");
  write(home, ".bashrc", "# mine\n");
  write(home, "victim", "mine");
  write(home, "docs/victim", "mine");
  write(home, "docs/readable", "READABLE");
  write(work, "repo/.git/config", "[core]\n\tbare = false\n[include]\n\tpath = ../shared.gitconfig\n");
  write(work, "repo/shared.gitconfig", "[user]\n\tname = me\n");
  write(work, "repo/.git/HEAD", "ref: refs/heads/main\n");
  write(work, "repo/.git/hooks/x.sample", "");
  write(work, "bare/.git/HEAD", "ref: refs/heads/main\n");
  for (const folder of ["repo/.git/modules/libs/inner", "deep/1/2/3/.git", "bare.git"]) {
    write(work, `${folder}/HEAD`, "ref: refs/heads/main\n");
    for (const name of ["hooks", "objects", "refs"]) mkdirSync(join(work, folder, name), { recursive: true });
  }
  for (const folder of ["", "deep/1/"]) write(work, `${folder}.vscode/tasks.json`, "{}");
  write(work, "tools/bin/git", "");
}

/** A program outside the cage, with something to be found in its words and variables. */
function startStandIn(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["-e", "process.stdout.write('.'); setInterval(() => {}, 1000)", "SECRET-WORDS"],
    {
      stdio: ["ignore", "pipe", "ignore"],
      env: { CLAWTRAY_TEST_SECRET: "SECRET-OF-NODE" },
    },
  );
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout?.once("data", () => resolve(child));
  });
}

/** What the variables outside give away. */
const variables = {
  DBUS_SESSION_BUS_ADDRESS: "SECRET-ENVIRONMENT",
  SSH_AUTH_SOCK: "SECRET-ENVIRONMENT",
  DISPLAY: "SECRET-ENVIRONMENT",
  XDG_RUNTIME_DIR: "SECRET-ENVIRONMENT",
  AWS_ACCESS_KEY_ID: "SECRET-ENVIRONMENT",
  HTTPS_PROXY: "http://me:SECRET-ENVIRONMENT@proxy",
};

/** A computer worth breaking into, as far as that can be made in a folder. */
export async function createFurnishedWorld() {
  const world = await createCagedWorld();
  furnish(world);
  world.searchPath.push(join(world.work, "tools/bin"));
  const standIn = await startStandIn();
  const servers = await Promise.all([
    listening(join(world.home, "docs/service.sock")),
    listening(join(world.work, "service.sock")),
    listening(`\0clawtray-cage-${standIn.pid}`),
    listening(0),
  ]);
  const address = servers.at(-1)?.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const filled = (text: string): string =>
    text
      .replaceAll("$HOME", world.home)
      .replaceAll("$WORK", world.work)
      .replaceAll("$STATE", world.state)
      .replaceAll("$ROOT", world.root)
      .replaceAll("$PID", String(standIn.pid))
      .replaceAll("$PORT", String(port));
  return {
    ...world,
    filled,
    /** Whether what stands for the node still runs, and nothing of the owner's is changed. */
    isUnharmed: (): boolean =>
      standIn.exitCode === null &&
      standIn.signalCode === null &&
      readFileSync(join(world.home, "victim"), "utf8") === "mine" &&
      readFileSync(join(world.home, ".bashrc"), "utf8") === "# mine\n",
    attempt: (text: string, network: boolean): Promise<CagedResult> =>
      world.run(`echo ALIVE; ${filled(text)}`, { network }, { variables }),
    /** The same with nothing around it. */
    attemptOutside: (text: string): Promise<CagedResult> =>
      resultOf(
        spawn("/bin/sh", ["-c", `echo ALIVE; ${filled(text)}`], {
          cwd: world.work,
          stdio: ["ignore", "pipe", "pipe"],
          env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", HOME: world.home, ...variables },
          timeout: 20_000,
          killSignal: "SIGKILL",
        }),
      ),
    dispose() {
      standIn.kill("SIGKILL");
      for (const server of servers) server.close();
      world.dispose();
    },
  };
}
