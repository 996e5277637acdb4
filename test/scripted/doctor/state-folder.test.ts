import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gatewayFor, mountedDisk, paired, rootOnly, writeSettings } from "./set-up.ts";
import { testBroken } from "./verify.ts";

testBroken([
  {
    what: "a state folder that others may look into",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      chmodSync(setUp.stateDir, 0o755);
    },
    check: "state folder",
    level: "failure",
    says: /Other users can access .* \(mode 755\)/,
    todo: /chmod 700/,
  },
  {
    what: "a state folder of somebody else",
    break: (setUp) => {
      rootOnly(setUp);
      mkdirSync(setUp.stateDir, { mode: 0o700 });
      chownSync(setUp.stateDir, 65_534, 65_534);
    },
    check: "state folder",
    level: "failure",
    says: /belongs to another user \(uid 65534/,
    todo: /as that user/,
  },
  {
    what: "a file where the state folder should be",
    break: ({ stateDir }) => writeFileSync(stateDir, ""),
    check: "state folder",
    level: "failure",
    says: /is not a folder/,
    todo: /Move that file away/,
  },
  {
    what: "a full disk",
    break: (setUp) => {
      rootOnly(setUp);
      mountedDisk(setUp, "64k");
      spawnSync("sh", ["-c", `cat /dev/zero > ${setUp.stateDir}/fill`]);
    },
    check: "disk space",
    level: "failure",
    says: /The disk is full/,
    todo: /Free some space/,
  },
  {
    what: "settings cut in half",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      const path = join(setUp.stateDir, "settings.json");
      writeFileSync(path, readFileSync(path, "utf8").slice(0, 60));
    },
    check: "settings",
    level: "failure",
    says: /settings\.json is damaged/,
    todo: /clawtray run/,
  },
  {
    what: "settings of a newer version",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      writeSettings(setUp.stateDir, { schemaVersion: 99 });
    },
    check: "settings",
    level: "failure",
    says: /written by a newer version \(layout 99\)/,
    todo: /newer version again/,
  },
  {
    what: "a pipe in place of the settings",
    break: ({ stateDir }) => {
      mkdirSync(stateDir, { mode: 0o700 });
      execFileSync("mkfifo", [join(stateDir, "settings.json")]);
    },
    check: "settings",
    level: "failure",
    says: /cannot be read/,
    todo: /ls -l/,
  },
  {
    what: "a key file that others can read",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      chmodSync(join(setUp.stateDir, "keys.json"), 0o644);
    },
    check: "key store",
    level: "failure",
    says: /Other users can access the key file/,
    todo: /chmod 600/,
  },
  {
    what: "a damaged key file",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      const path = join(setUp.stateDir, "keys.json");
      writeFileSync(path, readFileSync(path, "utf8").slice(0, 50));
    },
    check: "key store",
    level: "failure",
    says: /damaged|cannot be read/,
    todo: /backup/,
  },
  {
    what: "a key that is gone",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      rmSync(join(setUp.stateDir, "keys.json"));
    },
    check: "identity",
    level: "failure",
    says: /its key is not in the key store/,
    todo: /backup.*clawtray forget/,
  },
  {
    what: "no keychain",
    break: (setUp) => {
      mkdirSync(setUp.stateDir, { mode: 0o700 });
      setUp.environment.DBUS_SESSION_BUS_ADDRESS = "unix:path=/nonexistent/bus";
      setUp.words.push("--key-store", "keychain");
    },
    check: "key store",
    level: "failure",
    says: /no keychain here/,
    todo: /--key-store file/,
  },
  {
    what: "a state folder on a disk that is mounted read-only",
    break: (setUp) => {
      rootOnly(setUp);
      mountedDisk(setUp, "1m");
      execFileSync("mount", ["-o", "remount,ro", setUp.stateDir]);
    },
    check: "state folder",
    level: "failure",
    says: /mounted read-only/,
    todo: /Mount it so that it can be written to.*--state-dir/,
  },
  {
    what: "a disk that is nearly full",
    break: (setUp) => {
      rootOnly(setUp);
      mountedDisk(setUp, "4m");
    },
    check: "disk space",
    level: "warning",
    says: /nearly full \([34] MB free\)/,
    todo: /Free some space/,
  },
  {
    what: "settings of somebody else",
    break: async (setUp) => {
      rootOnly(setUp);
      await paired(setUp, await gatewayFor());
      chownSync(join(setUp.stateDir, "settings.json"), 65_534, 65_534);
    },
    check: "settings",
    level: "failure",
    says: /settings\.json cannot be read: it belongs to another user \(id 65534\)/,
    todo: /ls -l/,
  },
  {
    what: "a folder where the activity log should be",
    break: ({ stateDir }) => {
      mkdirSync(join(stateDir, "activity.jsonl"), { recursive: true, mode: 0o700 });
    },
    check: "activity",
    level: "failure",
    says: /activity\.jsonl: it is not a regular file/,
    todo: /move it away/,
  },
  {
    what: "an activity log of a newer version",
    break: ({ stateDir }) => {
      mkdirSync(stateDir, { mode: 0o700 });
      writeFileSync(join(stateDir, "activity.jsonl"), '{"layout":2}\n', { mode: 0o600 });
    },
    check: "activity",
    level: "failure",
    says: /written by a newer version/,
    todo: /newer version again/,
  },
]);
