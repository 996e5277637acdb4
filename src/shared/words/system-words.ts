/** What is said otherwise on one system than on another: its paths, shells and commands. English, as the terminal. */
export interface SystemWords {
  /** A program's name, its path, and a pattern, as one types them. */
  readonly programs: readonly [name: string, path: string, pattern: string];
  /** How a pattern is kept from the shell. */
  readonly patternQuotes: string;
  /** A project's folder. */
  readonly projectFolder: string;
  /** What becomes of a trusted program that does more than read. */
  readonly containment: string;
  /** Why nothing is contained here, and what to do. */
  readonly cannotContain: string;
  /** How a variable is set for the commands that follow. */
  readonly setVariable: (name: string) => string;
  /** What ends a running node, and what does not. */
  readonly signals: readonly (readonly [signal: string, meaning: string])[];
  readonly signalsTitle: string;
  /** Where each shell looks for completions. */
  readonly completionPlaces: string;
  /** What keeps the node running, what describes it there, and what it said. */
  readonly serviceManager: string;
  readonly unit: string;
  readonly serviceLog: string;
  /** How a command is run with an administrator's rights. */
  readonly asAdministrator: (command: string) => string;
  /** How a command is run on the files of the computer's own service. */
  readonly asAccount: (command: string, account: string | null) => string;
  /** How a folder, or a file in the state folder, is closed to everybody but its owner. */
  readonly closeFolder: (path: string) => string;
  readonly closeFile: (name: string) => string;
  /** How its owner can write to a folder again. */
  readonly openFolder: (path: string) => string;
  /** How one sees who may use a file. */
  readonly showRights: (path: string) => string;
}

/** A path as one word of a command. */
const unixWord = (path: string): string =>
  /^[\w./~+@:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
/** For cmd and PowerShell alike: no name of a file holds a quote. */
const windowsWord = (path: string): string => (/^[\w.:\\~+-]+$/.test(path) ? path : `"${path}"`);

const unix: SystemWords = {
  programs: ["git", "/usr/bin/git", "~/bin/*"],
  patternQuotes: "quoted for the shell",
  projectFolder: "~/project",
  containment:
    "Everything else runs contained: it may change only the folder it runs in, or those you name, and has no network access. Where this computer cannot contain it, you are asked.",
  cannotContain:
    "This computer cannot contain programs (on Linux: install bubblewrap). You are asked instead.",
  setVariable: (name) => `export ${name}=...`,
  signals: [
    ["SIGINT, SIGTERM", "close cleanly"],
    ["SIGHUP", "try the gateway now; an open connection is left alone"],
  ],
  signalsTitle: "Signals that run handles",
  completionPlaces:
    "bash: put them in ~/.local/share/bash-completion/completions/clawtray. zsh: in a folder of $fpath as _clawtray. fish: in ~/.config/fish/completions/clawtray.fish.",
  serviceManager: "the computer's service manager: systemd or launchd",
  unit: "unit",
  serviceLog: "the journal, or the log file",
  asAdministrator: (command) => `sudo ${command}`,
  asAccount: (command, account) => `sudo -u ${account} ${command}`,
  closeFolder: (path) => `chmod 700 ${unixWord(path)}`,
  closeFile: (name) => `chmod 600 ${name} in the state folder`,
  openFolder: (path) => `chmod 700 ${unixWord(path)}; or check whether its file system is mounted read-only`,
  showRights: (path) => `ls -l ${unixWord(path)}`,
};

const windows: SystemWords = {
  programs: ["git", '"C:\\Program Files\\Git\\cmd\\git.exe"', "~\\bin\\*"],
  patternQuotes: "a path with spaces in quotes",
  projectFolder: "~\\project",
  containment:
    "You are asked about everything else: Windows offers no way to contain a program. --uncontained lets it run anyway.",
  cannotContain: "Windows offers no way to contain a program. You are asked instead.",
  setVariable: (name) => `$env:${name} = "..." in PowerShell, set ${name}=... in the Command Prompt`,
  signals: [
    ["Ctrl+C, Ctrl+Break", "close cleanly"],
    ["closing the window, logging off", "the same, as far as Windows allows time for it"],
  ],
  signalsTitle: "What ends run",
  completionPlaces: "PowerShell: clawtray completions powershell >> $PROFILE, once its folder exists.",
  serviceManager: "the Task Scheduler",
  unit: "task",
  serviceLog: "its log file",
  asAdministrator: (command) => `${command}, in a terminal opened with "Run as administrator"`,
  asAccount: (command) => `${command}, in a terminal opened with "Run as administrator"`,
  closeFolder: (path) => `in the Properties of ${path}, under Security, leave only yourself and SYSTEM`,
  closeFile: (name) =>
    `in the Properties of ${name} in the state folder, under Security, leave only yourself and SYSTEM`,
  openFolder: (path) =>
    `in the Properties of ${path}, under Security, give yourself full control; or check whether its disk is write-protected`,
  showRights: (path) => `icacls ${windowsWord(path)}`,
};

/** The one place that decides which system's words the terminal speaks. */
export const systemWords = (platform: string): SystemWords => (platform === "win32" ? windows : unix);
