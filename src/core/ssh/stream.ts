import { Duplex } from "node:stream";
import type { SshChild } from "./child.ts";

/**
 * The standard streams of an ssh as one socket. It ends with the ssh, which is only then asked why: `ended` makes an
 * error of an end that was not the gateway's. Destroying it ends the ssh.
 */
export class SshStream extends Duplex {
  readonly #child: SshChild;

  constructor(child: SshChild, ended: (code: number | null) => Error | null) {
    super({ allowHalfOpen: false });
    this.#child = child;
    child.stdout.on("data", (piece: Buffer) => {
      if (!this.push(piece)) child.stdout.pause();
    });
    void child.ended.then((code) => {
      const error = ended(code);
      if (error === null) this.push(null);
      else this.destroy(error);
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A broken pipe is followed by the end of the ssh, which says why.
    this.#child.stdin.write(piece, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    // For a pipe that is already gone, nobody would be told that it has ended.
    this.#child.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.end();
    done(error);
  }
}
