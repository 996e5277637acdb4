// Loaded by real Electron before the app (`-r`): does to the main process what no input of a test may be able to.
// Each SIGUSR2 brings the next fault that CLAWTRAY_FAULTS names.
const { shell } = require("electron");

const faults = (process.env.CLAWTRAY_FAULTS ?? "").split(",");
process.on("SIGUSR2", () => {
  const fault = faults.shift();
  if (fault === "throws") throw new Error("provoked: thrown");
  if (fault === "rejects") void Promise.reject(new Error("provoked: rejected"));
  if (fault === "folder") {
    shell.openPath = () => {
      throw new Error("provoked: in a handler");
    };
  }
  process.stderr.write(`fault: ${fault}\n`);
});
