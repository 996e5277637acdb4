/** What a person types after `clawtray approvals allow`, and what is then on the list, or why nothing is. */
export interface TypedCase {
  readonly what: string;
  readonly typed: string;
  /** What is stored, or a part of the sentence that refuses it. */
  readonly stored: string | RegExp;
  /** There is no such file, which is said. */
  readonly missing?: true;
  /** Shown without a real file system of Windows only: Wine has none of it. */
  readonly unitOnly?: true;
}

const own = "C:\\Program Files\\Own Tool\\own tool.exe";
const remote = /another computer/;
const stream = /hidden stream/;
const device = /is a device of Windows/;
const relative = /a different file in every folder/;

/** The computer these are typed on has `C:\tools`, `C:\Program Files\Own Tool`, and `C:\users\jo` as home. */
export const typedCases: readonly TypedCase[] = [
  // names
  { what: "a name", typed: "git", stored: "git" },
  { what: "a name with its ending", typed: "git.exe", stored: "git.exe" },
  { what: "a name in quotes", typed: '"git"', stored: "git" },
  { what: "a name in PowerShell's quotes", typed: "'git'", stored: "git" },
  { what: "a name in quotes of a text processor", typed: "\u201cgit\u201d", stored: "git" },
  { what: "a name with blanks around it", typed: "  git  ", stored: "git" },
  { what: "a name with a dot at its end", typed: "git.", stored: "git" },
  { what: "a name with a version in it", typed: "python3.11", stored: "python3.11" },
  { what: "a pattern of names", typed: "python*", stored: "python*" },
  { what: "every program", typed: "*", stored: "*" },
  { what: "a name with arguments", typed: "git status", stored: /without its arguments/ },
  { what: "a name with arguments in quotes", typed: '"git status"', stored: /without its arguments/ },
  { what: "a script by name", typed: "deploy.ps1", stored: /hands it to another program/ },
  { what: "a shortcut by name", typed: "Tool.lnk", stored: /hands it to another program/ },
  { what: "nothing between quotes", typed: '""', stored: /nothing between the quotes/ },
  { what: "dots alone", typed: "..", stored: /dot is not a program/ },
  { what: "a name with a character of redirections", typed: "git>x", stored: /no file name can hold/ },
  // variables
  { what: "a folder of programs by its variable", typed: "%ProgramFiles%\\Own Tool\\own tool.exe", stored: own },
  { what: "a variable in other letters", typed: "%programFILES%\\Own Tool\\own tool.exe", stored: own },
  { what: "a variable inside quotes", typed: '"%ProgramFiles%\\Own Tool\\own tool.exe"', stored: own },
  { what: "a variable with parentheses", typed: "%ProgramFiles(x86)%\\x\\*", stored: "C:\\Program Files (x86)\\x\\*" },
  { what: "the owner's own folder", typed: "%LOCALAPPDATA%\\Programs\\x.exe", stored: "C:\\users\\jo\\AppData\\Local\\Programs\\x.exe", missing: true },
  { what: "two variables in a row", typed: "%HOMEDRIVE%%HOMEPATH%\\bin\\*", stored: "C:\\users\\jo\\bin\\*" },
  { what: "a variable of PowerShell", typed: "$env:ProgramFiles\\Own Tool\\own tool.exe", stored: own },
  { what: "a variable of PowerShell in braces", typed: "$" + "{env:ProgramFiles(x86)}\\x\\*", stored: "C:\\Program Files (x86)\\x\\*" },
  { what: "a variable that is not there", typed: "%NOWHERE%\\x.exe", stored: /There is no variable %NOWHERE%/ },
  { what: "a variable of PowerShell that is not there", typed: "$env:NOWHERE\\x.exe", stored: /There is no variable \$env:NOWHERE/ },
  { what: "a variable that is empty", typed: "%EMPTY%\\x.exe", stored: /There is no variable %EMPTY%/ },
  { what: "a variable that holds many folders", typed: "%Path%\\x.exe", stored: /more than one folder/ },
  { what: "a variable that holds a variable", typed: "%NESTED%\\x.exe", stored: relative },
  { what: "a variable that leads to another computer", typed: "%HOMESHARE%\\x.exe", stored: remote },
  { what: "a drive by its variable", typed: "%SystemDrive%\\tools\\tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a drive alone by its variable", typed: "%SystemDrive%", stored: /without a backslash/ },
  { what: "a folder by its variable", typed: "%ProgramFiles%", stored: /is a folder/ },
  { what: "a single per cent sign", typed: "C:\\tools\\100%.exe", stored: "C:\\tools\\100%.exe", missing: true },
  // the home folder
  { what: "a folder of the home folder", typed: "~\\bin\\*", stored: "C:\\users\\jo\\bin\\*" },
  { what: "the same with slashes", typed: "~/bin/*", stored: "C:\\users\\jo\\bin\\*" },
  { what: "a program of the home folder", typed: "~\\bin\\mine.exe", stored: "C:\\users\\jo\\bin\\mine.exe" },
  { what: "the home folder", typed: "~", stored: /is a folder/ },
  { what: "another person's home folder", typed: "~ann\\bin\\x.exe", stored: relative },
  // quotes
  { what: "a quoted path with blanks", typed: `"${own}"`, stored: own },
  { what: "a path in PowerShell's quotes", typed: `'${own}'`, stored: own },
  { what: "an opening quote alone", typed: `"${own}`, stored: /There is a quote in it/ },
  { what: "the quote that a backslash kept", typed: 'C:\\Program Files\\Own Tool"', stored: /no backslash before the last one/ },
  { what: "quotes around a part", typed: 'C:\\"Program Files"\\x.exe', stored: /quotes around the whole path/ },
  { what: "an apostrophe in a name", typed: "C:\\tools\\o'neil.exe", stored: "C:\\tools\\o'neil.exe", missing: true },
  // separators, dots, blanks
  { what: "a path with slashes", typed: "C:/tools/tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a path with both separators, doubled", typed: "c:\\\\tools//tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a path that goes up and down", typed: "C:\\tools\\..\\tools\\.\\tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a path that goes up after a star", typed: "C:\\*\\..\\x.exe", stored: /not lead to one definite folder/ },
  { what: "a path above the drive", typed: "C:\\..\\..\\tools\\tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a dot at the end", typed: "C:\\tools\\tool.exe.", stored: "C:\\tools\\tool.exe" },
  { what: "dots and blanks at the end", typed: '"C:\\tools\\tool.exe. . "', stored: "C:\\tools\\tool.exe" },
  { what: "a dot at the end of a folder", typed: "C:\\tools.\\tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a dot after a star", typed: "C:\\tools\\*.", stored: /ends in a dot/ },
  { what: "three dots for a name", typed: "C:\\tools\\...\\x.exe", stored: /is not a valid file name/ },
  { what: "a folder", typed: "C:\\tools", stored: /is a folder\. For every program in it: C:\\tools\\\*/ },
  { what: "a folder with a separator at its end", typed: "C:\\tools\\", stored: /is a folder/ },
  { what: "a folder that is not there", typed: "C:\\nothing\\", stored: /is a folder/ },
  { what: "a drive", typed: "C:\\", stored: /is a folder/ },
  { what: "a program without its ending", typed: "C:\\tools\\tool", stored: "C:\\tools\\tool.exe" },
  { what: "a program without its ending, of two", typed: "C:\\tools\\both", stored: "C:\\tools\\both.com" },
  { what: "a program that is not there", typed: "C:\\tools\\later.exe", stored: "C:\\tools\\later.exe", missing: true },
  { what: "a text file", typed: "C:\\tools\\notes.txt", stored: /hands it to another program/ },
  { what: "a file without ending that is a script of another system", typed: "C:\\tools\\shell", stored: /hands it to another program/ },
  // raw paths, devices, other computers
  { what: "a raw path", typed: "\\\\?\\C:\\tools\\tool.exe", stored: "C:\\tools\\tool.exe" },
  { what: "a raw path that ends in a dot", typed: "\\\\?\\C:\\tools\\tool.exe.", stored: /every character literally/ },
  { what: "a raw path that goes up", typed: "\\\\?\\C:\\tools\\..\\x.exe", stored: /every character literally/ },
  { what: "a raw path with a slash", typed: "\\\\?\\C:\\tools/tool.exe", stored: /every character literally/ },
  { what: "a device's path", typed: "\\\\.\\C:\\tools\\tool.exe", stored: remote },
  { what: "a path of the kernel", typed: "\\??\\C:\\tools\\tool.exe", stored: remote },
  { what: "another computer", typed: "\\\\server\\share\\tool.exe", stored: remote },
  { what: "another computer with slashes", typed: "//server/share/tool.exe", stored: remote },
  { what: "another computer with both separators", typed: "/\\server\\share\\tool.exe", stored: remote },
  { what: "another computer in quotes", typed: '"\\\\server\\share\\*"', stored: remote },
  { what: "another computer in the raw form", typed: "\\\\?\\UNC\\server\\share\\tool.exe", stored: remote },
  { what: "a pipe", typed: "\\\\.\\pipe\\x", stored: remote },
  { what: "a folder on a drive of another computer", typed: "X:\\tools\\*", stored: remote, unitOnly: true },
  { what: "a path of the drive one is on", typed: "C:tool.exe", stored: /without a backslash/ },
  { what: "a pattern of the drive one is on", typed: "C:*", stored: /without a backslash/ },
  { what: "a path without a drive", typed: "\\tools\\tool.exe", stored: /names no drive/ },
  { what: "a path without a drive, with slashes", typed: "/usr/bin/git", stored: /names no drive/ },
  { what: "a path of this folder", typed: ".\\tool.exe", stored: relative },
  { what: "a path below this folder", typed: "bin\\tool.exe", stored: relative },
  { what: "an address", typed: "https://example.org/tool.exe", stored: /is a URL/ },
  { what: "the null device", typed: "NUL", stored: device },
  { what: "the console with an ending", typed: "con.exe", stored: device },
  { what: "a serial port in a folder", typed: "C:\\tools\\COM1", stored: device },
  { what: "a serial port by a raised figure", typed: "com\u00b9.exe", stored: device },
  { what: "a stream of a name", typed: "tool.exe:hidden", stored: stream },
  { what: "a stream of a path", typed: "C:\\tools\\tool.exe:hidden", stored: stream },
  { what: "the main stream of a path", typed: "C:\\tools\\tool.exe::$DATA", stored: stream },
  { what: "a stream of a pattern", typed: "C:\\tools\\*:x", stored: stream },
  // other names of the same
  { what: "a short name", typed: "C:\\PROGRA~1\\Own Tool\\own tool.exe", stored: own, unitOnly: true },
  { what: "a short name in a pattern", typed: "C:\\PROGRA~1\\Own Tool\\*", stored: "C:\\Program Files\\Own Tool\\*", unitOnly: true },
  { what: "a junction in a pattern", typed: "C:\\link\\*", stored: "C:\\tools\\*", unitOnly: true },
  { what: "a junction before a program, which may be turned to its next version", typed: "C:\\link\\tool.exe", stored: "C:\\link\\tool.exe", unitOnly: true },
]; // biome-ignore format: a table
