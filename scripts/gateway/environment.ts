import { delimiter, dirname } from "node:path";

/** Names a child may inherit: what programs need to run at all, nothing that could carry a secret or a preference. */
const inherited = ["LANG", "LC_ALL", "TZ", "SystemRoot", "ComSpec", "PATHEXT", "windir", "USER", "LOGNAME"];

/** The environment for a child: a PATH that begins with the Node we run on, a few harmless names, and `additions`. */
export function cleanEnvironment(additions: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PATH: pathWithOurNode() };
  for (const name of inherited) if (process.env[name] !== undefined) environment[name] = process.env[name];
  return { ...environment, ...additions };
}

/** PATH, beginning with the folder of the Node that runs us: `openclaw` refuses older ones it might find there. */
export function pathWithOurNode(): string {
  return [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
}

/** What leads to a person's keychain: their home, session bus, display and application folders. */
export function desktopEnvironment(): NodeJS.ProcessEnv {
  const names = [
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
  ];
  const session = ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"];
  const environment: NodeJS.ProcessEnv = {};
  for (const name of [...names, ...session]) {
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  }
  return environment;
}
