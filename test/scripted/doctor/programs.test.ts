import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CliProcess } from "../cli-process.ts";
import { gatewayFor, paired } from "./set-up.ts";
import { testBroken } from "./verify.ts";

testBroken([
  {
    what: "an empty search path",
    break: (setUp) => {
      setUp.environment.PATH = "";
    },
    check: "search path",
    level: "failure",
    says: /PATH is empty/,
    todo: /Set PATH/,
  },
  {
    what: "a folder in the search path where anybody may put programs",
    break: (setUp) => {
      const open = join(setUp.home, "open");
      mkdirSync(open);
      chmodSync(open, 0o777);
      setUp.environment.PATH = `${open}:${process.env.PATH}`;
    },
    check: "search path",
    level: "warning",
    says: /other users can put programs there/,
    todo: /chmod o-w/,
  },
  {
    what: "no bubblewrap",
    break: (setUp) => {
      setUp.environment.PATH = join(setUp.home, "empty");
    },
    check: "cage",
    level: "warning",
    says: /bubblewrap is not installed/,
    todo: /apt install bubblewrap/,
  },
  {
    what: "rules that cannot be understood",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      writeFileSync(join(setUp.stateDir, "exec-approvals.json"), "{", { mode: 0o600 });
    },
    check: "rules",
    level: "failure",
    says: /nothing runs/,
    todo: /clawtray approvals set/,
  },
  {
    what: "rules that let everything run",
    break: async (setUp) => {
      const set = new CliProcess([
        "approvals",
        "set",
        "--security",
        "full",
        "--ask",
        "off",
        "--state-dir",
        setUp.stateDir,
      ]);
      await set.exited;
    },
    check: "rules",
    level: "warning",
    says: /without asking/,
    todo: /--security allowlist --ask on-miss/,
  },
  {
    what: "orders for every Node program",
    break: ({ environment }) => {
      environment.NODE_OPTIONS = "--title=hunter2-option";
    },
    check: "environment",
    level: "warning",
    says: /NODE_OPTIONS is set, which changes every Node program/,
    todo: /unset NODE_OPTIONS/,
  },
  {
    what: "certificates that nobody is to look at",
    break: ({ environment }) => {
      environment.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    },
    check: "environment",
    level: "warning",
    says: /NODE_TLS_REJECT_UNAUTHORIZED is set/,
    todo: /unset NODE_TLS_REJECT_UNAUTHORIZED/,
  },
  {
    what: "no HOME",
    break: ({ environment }) => {
      environment.HOME = "";
    },
    check: "environment",
    level: "warning",
    says: /HOME is not set/,
    todo: /Set HOME/,
  },
  {
    what: "a HOME that is another folder everywhere",
    break: ({ environment }) => {
      environment.HOME = "home";
    },
    check: "environment",
    level: "warning",
    says: /HOME is not an absolute path/,
    todo: /Set HOME/,
  },
  {
    what: "a folder of wherever one is in the search path",
    break: ({ environment }) => {
      environment.PATH = `node_modules/.bin:${process.env.PATH}`;
    },
    check: "search path",
    level: "warning",
    says: /"node_modules\/\.bin", which means a different folder in every place/,
    todo: /Set PATH/,
  },
  {
    what: "a search path without even a shell",
    break: ({ home, environment }) => {
      environment.PATH = home;
    },
    check: "search path",
    level: "failure",
    says: /Not even sh can be found/,
    todo: /Set PATH/,
  },
  {
    what: "a bubblewrap that may make no namespace",
    break: ({ home, environment }) => {
      const programs = join(home, "programs");
      mkdirSync(programs);
      const refusal = "bwrap: setting up uid map: Permission denied";
      writeFileSync(join(programs, "bwrap"), `#!/bin/sh\necho '${refusal}' >&2\nexit 1\n`, { mode: 0o755 });
      environment.PATH = `${programs}:${process.env.PATH}`;
    },
    check: "cage",
    level: "warning",
    says: /bubblewrap does not work here \(bwrap: setting up uid map/,
    todo: /AppArmor profile/,
  },
]);
