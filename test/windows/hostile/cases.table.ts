import { type Case, whatever } from "./case.ts";

const tool = [whatever("tool")];
const cmd = (text: string): readonly string[] => ["cmd.exe", "/d", "/s", "/c", text];

/** How a program is named, and which file that is. */
const names: readonly Case[] = [
  { what: "a name with its ending", argv: ["tool.exe", "x"], allow: [whatever("tool.exe")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a name without its ending, for an entry with it", argv: ["tool"], allow: [whatever("tool.exe")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a name with its ending, for an entry without it", argv: ["tool.exe"], allow: tool, verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a name in capitals", argv: ["TOOL.EXE"], allow: tool, verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "an entry in capitals", argv: ["tool"], allow: [whatever("TOOL")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a name with letters beyond ASCII in another case", argv: ["üNÏCODE"], allow: [whatever("ünïcode")], verdict: "runs", ran: "C:\\tools\\Ünïcode.exe" },
  { what: "a letter that only Unicode folds to k", argv: ["\u212aeep"], allow: [whatever("keep")], verdict: "asks" },
  { what: "a letter that only Unicode folds to s", argv: ["\u017fave"], allow: [whatever("save")], verdict: "asks" },
  { what: "a path that is on the list", argv: ["C:\\tools\\tool.exe"], allow: [whatever("C:\\tools\\tool.exe")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a path in other letters and slashes", argv: ["C:\\tools\\tool.exe"], allow: [whatever("c:/TOOLS/Tool.EXE")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a name that leads to a path on the list", argv: ["tool"], allow: [whatever("C:\\tools\\tool.exe")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a pattern of the folder", argv: ["tool"], allow: [whatever("C:\\tools\\*")], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a path with blanks", argv: ["C:\\Program Files\\Own Tool\\own tool.exe", "x y"], allow: [whatever("C:\\Program Files\\Own Tool\\own tool.exe")], verdict: "runs", ran: "C:\\Program Files\\Own Tool\\own tool.exe", says: ['"x y"'] },
  { what: "a program in the second folder of the search path", argv: ["only-second"], allow: [whatever("only-second")], verdict: "runs", ran: "C:\\second\\only-second.exe" },
  { what: "the first ending of PATHEXT in the first folder", argv: ["both"], allow: [whatever("both")], verdict: "runs", ran: "C:\\tools\\both.com" },
  { what: "the ending that was written", argv: ["both.exe"], allow: [whatever("both")], verdict: "runs", ran: "C:\\tools\\both.exe" },
  { what: "a path relative to the drive", argv: ["C:tool.exe"], allow: tool, verdict: "kept" },
  { what: "a path relative to the drive, without ending", argv: ["c:tool"], allow: tool, verdict: "kept" },
  { what: "a path relative to the drive for an entry with its ending", argv: ["C:tool.exe"], allow: [whatever("tool.exe")], verdict: "kept" },
  { what: "a path relative to another drive", argv: ["Z:tool.exe"], allow: tool, verdict: "kept" },
  { what: "a path relative to the folder", argv: [".\\tool.exe"], allow: tool, verdict: "asks" },
  { what: "a path relative to the folder with a slash", argv: ["./tool.exe"], allow: tool, verdict: "asks" },
  { what: "a path that goes up and down", argv: ["..\\work\\tool.exe"], allow: tool, verdict: "asks" },
  { what: "a path from the root of the drive", argv: ["\\work\\tool.exe"], allow: tool, verdict: "asks" },
  { what: "a path from the root with a slash", argv: ["/work/tool.exe"], allow: tool, verdict: "asks" },
  { what: "a whole path, for an entry by name", argv: ["C:\\work\\tool.exe"], allow: tool, verdict: "asks" },
  { what: "the whole path of the very file, for an entry by name", argv: ["C:\\tools\\tool.exe"], allow: tool, verdict: "asks" },
  { what: "a path through the folder of the list", argv: ["C:\\tools\\..\\work\\tool.exe"], allow: [whatever("C:\\tools\\*"), whatever("C:\\tools\\**")], verdict: "asks" },
  { what: "a program that lies only where it is started", argv: ["evil"], allow: [whatever("evil")], verdict: "refused" },
  { what: "a batch file that lies only where it is started", argv: ["evil.bat"], allow: [whatever("evil")], verdict: "kept" },
  { what: "a text file by name", argv: ["notes.txt"], allow: [whatever("notes.txt")], verdict: "refused" },
  { what: "a text file without its ending", argv: ["notes"], allow: [whatever("notes")], verdict: "refused" },
  { what: "a text file by path", argv: ["C:\\tools\\notes.txt"], allow: [whatever("C:\\tools\\notes.txt")], verdict: "refused" },
  { what: "a script for another program", argv: ["script.js"], allow: [whatever("script.js")], verdict: "refused" },
  { what: "a file without ending beside the batch file", argv: ["C:\\tools\\npm"], allow: [whatever("C:\\tools\\npm")], verdict: "kept" },
  { what: "a name with a dot at its end", argv: ["tool.exe."], allow: tool, verdict: "kept" },
  { what: "a name with a blank at its end", argv: ["tool.exe "], allow: tool, verdict: "kept" },
  { what: "a path with a dot at its end", argv: ["C:\\tools\\tool.exe."], allow: [whatever("C:\\tools\\*")], verdict: "kept" },
  { what: "a stream of a file", argv: ["C:\\tools\\tool.exe:hidden"], allow: [whatever("C:\\tools\\*")], verdict: "kept" },
  { what: "a stream of a name", argv: ["tool.exe:hidden"], allow: tool, verdict: "kept" },
  { what: "a stream with an ending", argv: ["notes.txt:evil.exe"], allow: [whatever("notes.txt:evil.exe"), whatever("*")], verdict: "kept" },
  { what: "the console", argv: ["CON"], allow: [whatever("*")], verdict: "kept" },
  { what: "the null device", argv: ["nul"], allow: [whatever("*")], verdict: "kept" },
  { what: "a device with an ending", argv: ["aux.exe"], allow: [whatever("*")], verdict: "kept" },
  { what: "a wildcard in the name", argv: ["to?l.exe"], allow: tool, verdict: "kept" },
  { what: "an empty name", argv: [""], allow: [whatever("*")], verdict: "refused" },
]; // biome-ignore format: a table

/** What a person typed is what is matched. */
const typed: readonly Case[] = [
  { what: "a variable that was typed", argv: ["C:\\Program Files\\Own Tool\\own tool.exe"], allow: [{ typed: "%ProgramFiles%\\Own Tool\\own tool.exe" }], verdict: "runs", ran: "C:\\Program Files\\Own Tool\\own tool.exe" },
  { what: "a quoted folder that was typed", argv: ["C:\\Program Files\\Own Tool\\own tool.exe"], allow: [{ typed: '"%PROGRAMFILES%/Own Tool/*"' }], verdict: "runs", ran: "C:\\Program Files\\Own Tool\\own tool.exe" },
  { what: "the home folder that was typed", argv: ["C:\\users\\root\\bin\\mine.exe"], allow: [{ typed: "~\\bin\\*" }], verdict: "runs", ran: "C:\\users\\root\\bin\\mine.exe" },
  { what: "a path without ending that was typed", argv: ["tool"], allow: [{ typed: "c:/tools/tool" }], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a path without ending that was typed, for the other file of its name", argv: ["both.exe"], allow: [{ typed: "C:\\tools\\both" }], verdict: "asks" },
  { what: "a raw path that was typed", argv: ["tool"], allow: [{ typed: "\\\\?\\C:\\tools\\tool.exe" }], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "a path with a dot at its end that was typed", argv: ["tool"], allow: [{ typed: "C:\\tools\\tool.exe." }], verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "another program than the path that was typed", argv: ["C:\\work\\tool.exe"], allow: [{ typed: "C:\\tools\\..\\tools\\tool.exe" }], verdict: "asks" },
]; // biome-ignore format: a table

/** Everything that begins with two separators makes Windows talk to another computer as soon as it is looked at. */
const remote: readonly Case[] = [
  "\\\\server\\share\\tool.exe",
  "//server/share/tool.exe",
  "\\/server/share/tool.exe",
  "/\\server\\share\\tool.exe",
  "\\\\server@SSL\\DavWWWRoot\\tool.exe",
  "\\\\127.0.0.1\\c$\\tools\\tool.exe",
  "\\\\?\\UNC\\server\\share\\tool.exe",
  "\\\\?\\C:\\tools\\tool.exe",
  "\\\\.\\C:\\tools\\tool.exe",
  "\\\\.\\pipe\\evil",
  "\\\\?\\GLOBALROOT\\Device\\Mup\\server\\share\\tool.exe",
  "\\??\\C:\\tools\\tool.exe",
].flatMap((path): Case[] => [
  { what: `the program ${path}`, argv: [path], allow: [whatever("*"), whatever(path), whatever("tool")], verdict: "kept" },
  { what: `the program ${path} where everything may run`, argv: [path], allow: [], security: "full", verdict: "refused" },
]).concat([
  { what: "a folder of another computer", argv: ["tool"], cwd: "\\\\server\\share", allow: tool, verdict: "refused" },
  { what: "a folder of another computer with slashes", argv: ["tool"], cwd: "//server/share", allow: tool, verdict: "refused" },
  { what: "a folder of another computer where everything may run", argv: ["tool"], cwd: "\\\\server\\share", allow: [], security: "full", verdict: "refused" },
  { what: "a folder by its device", argv: ["tool"], cwd: "\\\\?\\C:\\work", allow: tool, verdict: "refused" },
  { what: "a folder of another computer where nothing may run", argv: ["tool"], cwd: "\\\\server\\share", allow: [], security: "deny", verdict: "refused" },
  { what: "a program of another computer in an agent's text", argv: cmd("\\\\server\\share\\tool.exe"), allow: [whatever("*")], verdict: "kept" },
  { what: "a script of another computer", argv: ["cscript", "\\\\server\\share\\x.vbs"], allow: ["cscript"], verdict: "kept" },
]); // biome-ignore format: a table

/** Batch files are read by cmd. */
const batch: readonly Case[] = [
  { what: "the first ending of PATHEXT", argv: ["hello", "x"], allow: [whatever("hello")], verdict: "runs", says: ["bat-hello x"] },
  { what: "the ending that was written", argv: ["hello.cmd", "x"], allow: [whatever("hello")], verdict: "runs", says: ["cmd-hello x"] },
  { what: "a batch file found before the file without ending", argv: ["npm", "install"], allow: [whatever("npm")], verdict: "runs", says: ["npm install"] },
  { what: "a word with a blank", argv: ["npm", "a b"], allow: [whatever("npm")], verdict: "runs", says: ['npm "a b"'] },
  { what: "an empty word", argv: ["npm", "", "x"], allow: [whatever("npm")], verdict: "runs", says: ['npm "" x'] },
  { what: "a word with an equals sign", argv: ["npm", "--a=b"], allow: [whatever("npm")], verdict: "runs", says: ['npm "--a=b"'] },
  { what: "a batch file by its path", argv: ["C:\\tools\\hello.bat", "x"], allow: [whatever("C:\\tools\\hello.bat")], verdict: "runs", says: ["bat-hello x"] },
  ...["a&evil", "a|evil", "a<evil", "a>evil", "a^b", "%PATH%", "a!b!", 'a"b', '" & evil & "', "a\nevil", "a\revil", "a\u001a"].flatMap(
    (word): Case[] => [
      { what: `the word ${JSON.stringify(word)}`, argv: ["npm", word], allow: [whatever("npm")], verdict: "refused" },
      { what: `the word ${JSON.stringify(word)} where everything may run`, argv: ["npm", word], allow: [], security: "full", verdict: "refused" },
    ],
  ),
]; // biome-ignore format: a table

/** The caller may not say where the owner's files are, nor what programs load. */
const variables: readonly Case[] = [
  ...[
    "USERPROFILE", "userprofile", "UserProfile", "APPDATA", "AppData", "LOCALAPPDATA", "ProgramData", "PROGRAMDATA", "ALLUSERSPROFILE",
    "PUBLIC", "TEMP", "temp", "TMP", "HOMEDRIVE", "HOMEPATH", "HOMESHARE", "HOME", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "CommonProgramFiles",
    "CommonProgramFiles(x86)", "CommonProgramW6432", "SystemRoot", "SYSTEMROOT", "SystemDrive", "windir", "WinDir", "ComSpec", "COMSPEC",
    "PATHEXT", "Path", "PATH", "path", "PSModulePath", "OneDrive", "OneDriveConsumer", "USERNAME", "USERDOMAIN", "LOGONSERVER", "DriverData",
    "NoDefaultCurrentDirectoryInExePath", "__COMPAT_LAYER", "COR_PROFILER", "DOTNET_STARTUP_HOOKS", "__PSLockdownPolicy",
  ].map((name): Case => ({
    what: `the variable ${name}`, argv: ["tool"], allow: tool, env: { [name]: "C:\\work" }, verdict: "refused",
  })),
  { what: "a variable of no consequence", argv: ["tool"], allow: tool, env: { LANG: "de_DE" }, verdict: "runs", ran: "C:\\tools\\tool.exe", says: ["variable=LANG=de_DE"] },
]; // biome-ignore format: a table

/** An agent's `exec` arrives as a text for cmd. */
const texts: readonly Case[] = [
  { what: "one command", argv: cmd("tool x"), allow: tool, verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "one command in another spelling of cmd", argv: ["CMD.EXE", "/D", "/S", "/C", "tool x"], allow: tool, verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "words in quotes", argv: cmd('tool "a b" c'), allow: tool, verdict: "runs", ran: "C:\\tools\\tool.exe", says: ['"a b" c'] },
  { what: "a quoted path with blanks", argv: cmd('"C:\\Program Files\\Own Tool\\own tool.exe" x'), allow: [whatever("C:\\Program Files\\Own Tool\\own tool.exe")], verdict: "runs", ran: "C:\\Program Files\\Own Tool\\own tool.exe" },
  { what: "a quoted path with blanks and a quoted word", argv: cmd('"C:\\Program Files\\Own Tool\\own tool.exe" "x y"'), allow: [whatever("C:\\Program Files\\Own Tool\\own tool.exe")], verdict: "runs", ran: "C:\\Program Files\\Own Tool\\own tool.exe" },
  { what: "a batch file", argv: cmd("npm install"), allow: [whatever("npm")], verdict: "runs", says: ["npm install"] },
  { what: "the same name in the folder", argv: cmd("git status"), allow: ["git"], verdict: "runs", ran: "C:\\Program Files\\Git\\cmd\\git.exe" },
  { what: "a program that only the folder has", argv: cmd("evil"), allow: [whatever("evil")], verdict: "kept" },
  { what: "a second program that is not on the list", argv: cmd("tool & evil"), allow: tool, verdict: "kept" },
  { what: "a second program that is not on the list, after success", argv: cmd("tool && C:\\work\\evil.exe"), allow: tool, verdict: "asks" },
  { what: "a second program behind a pipe", argv: cmd("tool | C:\\work\\evil.exe"), allow: tool, verdict: "asks" },
  { what: "a second program after failure", argv: cmd("tool || C:\\work\\evil.exe"), allow: tool, verdict: "asks" },
  { what: "a second program on a second line", argv: cmd("tool\nC:\\work\\evil.exe"), allow: tool, verdict: "asks" },
  { what: "a variable", argv: cmd("tool %COMSPEC%"), allow: tool, verdict: "asks" },
  { what: "an escape", argv: cmd('tool ^"x" & C:\\work\\evil.exe "'), allow: tool, verdict: "asks" },
  { what: "the program's own escape of a quote", argv: cmd('tool \\"x & C:\\work\\evil.exe'), allow: tool, verdict: "asks" },
  { what: "a redirection", argv: cmd("tool > C:\\work\\out.txt"), allow: tool, verdict: "asks" },
  { what: "a block", argv: cmd("(tool)"), allow: tool, verdict: "asks" },
  { what: "a loop", argv: cmd("for %i in (1) do C:\\work\\evil.exe"), allow: tool, verdict: "asks" },
  { what: "start", argv: cmd("start tool"), allow: [...tool, whatever("start")], verdict: "asks" },
  { what: "call", argv: cmd("call tool"), allow: tool, verdict: "asks" },
  { what: "set", argv: cmd("set PATH=C:\\work& tool"), allow: tool, verdict: "asks" },
  { what: "cd", argv: cmd("cd C:\\work & tool"), allow: tool, verdict: "asks" },
  { what: "a switch joined to the name", argv: cmd("tool/x"), allow: tool, verdict: "asks" },
  { what: "a silent sign", argv: cmd("@tool"), allow: tool, verdict: "asks" },
  { what: "cmd that stays", argv: ["cmd.exe", "/k", "tool"], allow: tool, verdict: "asks" },
  { what: "cmd with words of its own", argv: ["cmd.exe", "/c", "tool", "&", "C:\\work\\evil.exe"], allow: [...tool, "cmd"], verdict: "asks" },
  { what: "cmd with delayed expansion", argv: ["cmd.exe", "/v:on", "/d", "/s", "/c", "tool !COMSPEC!"], allow: [...tool, "cmd"], verdict: "asks" },
  { what: "another cmd, in the folder", argv: [".\\cmd.exe", "/d", "/s", "/c", "tool"], allow: tool, verdict: "asks" },
  { what: "cmd, with another one of its name in the folder", argv: cmd("tool"), allow: tool, verdict: "runs", ran: "C:\\tools\\tool.exe" },
  { what: "an unknown program by name alone", argv: cmd("tool x"), allow: ["tool"], verdict: "asks" },
  { what: "a text word for word, where everything may run", argv: cmd('echo a "b" c'), allow: [], security: "full", verdict: "runs", says: ['a "b" c'] },
  { what: "a text with two quoted parts, where everything may run", argv: cmd('"C:\\Program Files\\Own Tool\\own tool.exe" "x y"'), allow: [], security: "full", verdict: "runs", ran: "C:\\Program Files\\Own Tool\\own tool.exe" },
]; // biome-ignore format: a table

/** What the system brings: readers run, and nothing that runs, loads or fetches code does. */
const system: readonly Case[] = [
  { what: "whoami", argv: ["whoami"], allow: ["whoami"], verdict: "runs" },
  { what: "hostname", argv: ["hostname"], allow: ["C:\\Windows\\System32\\*"], verdict: "runs" },
  { what: "hostname with a new name", argv: ["hostname", "other"], allow: ["hostname"], verdict: "asks" },
  { what: "ipconfig", argv: ["ipconfig", "/all"], allow: ["ipconfig"], verdict: "runs" },
  { what: "ipconfig giving the address back", argv: ["ipconfig", "/release"], allow: ["ipconfig"], verdict: "asks" },
  { what: "findstr", argv: ["findstr", "hello", "readme.txt"], allow: ["findstr"], verdict: "runs" },
  { what: "findstr by a pattern of the system's folder", argv: ["findstr", "hello", "readme.txt"], allow: ["C:\\Windows\\System32\\*"], verdict: "runs" },
  { what: "findstr with a file of another computer", argv: ["findstr", "x", "\\\\server\\share\\f"], allow: ["findstr"], verdict: "asks" },
  { what: "findstr in an agent's text", argv: cmd("findstr hello readme.txt"), allow: ["findstr"], verdict: "runs" },
  { what: "tasklist", argv: ["tasklist"], allow: ["tasklist"], verdict: "runs" },
  { what: "tasklist of another computer", argv: ["tasklist", "/s", "server"], allow: ["tasklist"], verdict: "asks" },
  { what: "a program in the system's folder for temporary files", argv: ["C:\\Windows\\Temp\\whoami.exe"], allow: ["C:\\Windows\\**", "C:\\Windows\\Temp\\*"], verdict: "asks" },
  { what: "a name of another system in the folder for temporary files", argv: ["C:\\Windows\\Temp\\ls.exe"], allow: ["C:\\Windows\\**"], verdict: "asks" },
  ...["rundll32", "mshta", "regsvr32", "msiexec", "wscript", "cscript", "cmd", "explorer", "control", "reg", "net", "sc", "schtasks", "wmic",
    "xcopy", "hh", "powershell", "start", "regedit", "taskkill", "shutdown", "attrib", "cacls", "icacls", "netsh", "dxdiag", "uninstaller", "winhlp32", "notepad", "iexplore"]
    .map((name): Case => ({ what: `${name} by a pattern of the system's folder`, argv: [name, "x"], allow: ["C:\\Windows\\System32\\*", "C:\\Windows\\*"], verdict: "kept" })),
]; // biome-ignore format: a table

export const families: readonly (readonly [string, readonly Case[]])[] = [
  ["how a program is named", names],
  ["what a person typed", typed],
  ["another computer", remote],
  ["batch files", batch],
  ["the caller's variables", variables],
  ["a text for cmd", texts],
  ["what the system brings", system],
];
