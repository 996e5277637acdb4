import { userInfo } from "node:os";
import { askInstance } from "../instance/instance.ts";
import { checkActivity } from "./activity.ts";
import { checkEnvironment } from "./environment.ts";
import { type CheckName, checkNames, type Finding } from "./finding.ts";
import { checkAuthorities, checkNetwork, checkProxy } from "./network.ts";
import { checkDiskSpace, checkSettings, checkSockets, checkStateFolder } from "./place.ts";
import { checkCage, checkRules, checkSearchPath } from "./programs.ts";
import { checkNode, checkService, checkVersion, proxyLike } from "./running.ts";
import { checkSecrets } from "./secrets.ts";
import { peekSettings, type SettingsPeek } from "./settings-peek.ts";
import { checkTools } from "./tools.ts";
import type { DoctorWorld } from "./world.ts";

export interface Examination {
  readonly findings: readonly Finding[];
  readonly peek: SettingsPeek;
  /** What must not be shown anywhere. */
  readonly secrets: readonly string[];
  readonly busy: () => boolean;
}

/** Looks at everything this node needs, and changes none of it. Never throws. */
export async function examine(world: DoctorWorld): Promise<Examination> {
  const peek = peekSettings(world.stateDir);
  const settings = peek.kind === "present" ? peek.settings : null;
  const reading = checkSecrets(world, peek);
  const asking = askInstance(world.stateDir);
  const [answer, secrets, network, sockets, cage, status] = await Promise.all([
    asking,
    reading,
    Promise.all([reading, asking]).then(([{ edgeHeaders }, running]) =>
      checkNetwork(settings?.gateway ?? null, world, edgeHeaders, proxyLike(running, world.env)),
    ),
    checkSockets(world),
    checkCage(world),
    world.service(),
  ]);
  const linger = status?.installed === true ? await lingers(world) : null;
  const found: readonly Finding[] = [
    checkVersion(answer, world),
    checkEnvironment(world),
    checkStateFolder(world),
    checkDiskSpace(world),
    checkSettings(peek, world),
    sockets,
    ...secrets.findings,
    ...network,
    await checkProxy(world, settings?.gateway ?? null, proxyLike(answer, world.env)),
    checkAuthorities(settings?.gateway ?? null),
    checkSearchPath(world),
    cage,
    ...checkTools(answer, world),
    checkRules(world),
    checkActivity(world),
    checkService(status, world.keyStore ?? settings?.keyStore ?? "keychain", { linger }),
    checkNode(answer),
  ];
  const place = (name: CheckName): number => checkNames.indexOf(name);
  const findings = [...found].sort((one, other) => place(one.check) - place(other.check));
  return { findings, peek, secrets: secrets.secrets, busy: secrets.busy };
}

async function lingers(world: DoctorWorld): Promise<boolean | null> {
  if (world.platform !== "linux") return null;
  const shown = await world.run("loginctl", ["show-user", nameOfUser(), "--property=Linger", "--value"]);
  return shown.code === 0 ? shown.stdout.trim() === "yes" : null;
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}
