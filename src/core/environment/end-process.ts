/**
 * Ends this process now. While a keychain call is open (`busy`), `process.exit` would wait for it, because exiting
 * joins the thread it blocks: forever, if nobody answers the prompt. The process is then replaced by a shell that does
 * nothing but return the exit code, or, where Node cannot do that, killed. Call it after everything else has been
 * closed.
 */
export function endProcess(exitCode: number, { busy }: { readonly busy: boolean }): never {
  if (busy && process.platform !== "win32") {
    try {
      process.execve?.("/bin/sh", ["sh", "-c", `exit ${Math.trunc(exitCode) & 0xff}`], {});
    } catch {
      // Not possible on this Node or system; the kill below is.
    }
    process.kill(process.pid, "SIGKILL");
  }
  process.exit(exitCode);
}
