// Where Electron begins in a checkout. package.json names no `main`: npm would pack that file with the command
// line, whatever `files` says. The packages of the desktop app name it (electron-builder.yml).
import "./out/main/index.js";
