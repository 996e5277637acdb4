import type { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";

/**
 * Passes on each line of a socket, without its line ending, as long as `take` asks for more. `tooLong` is called once
 * when more than `limit()` UTF-16 units come without a line ending, and nothing after it.
 */
export function readLines(
  socket: Socket,
  limit: () => number,
  take: (line: string) => "more" | "enough",
  tooLong: () => void,
): void {
  const decoder = new StringDecoder("utf8");
  /** Of a line without its ending; joined once that has come, because a line may be long. */
  let pieces: string[] = [];
  let length = 0;
  let done = false;
  socket.on("data", (data: Buffer) => {
    // What comes later is read and dropped, so that the other side's end is noticed.
    if (done) return;
    let rest = decoder.write(data);
    for (let end = rest.indexOf("\n"); end !== -1 && !done; end = rest.indexOf("\n")) {
      const line = pieces.join("") + rest.slice(0, end);
      rest = rest.slice(end + 1);
      pieces = [];
      length = 0;
      if (line.length > limit()) return giveUp();
      done = take(line) === "enough";
    }
    if (done) return;
    pieces.push(rest);
    length += rest.length;
    if (length > limit()) giveUp();
  });

  function giveUp(): void {
    done = true;
    pieces = [];
    tooLong();
  }
}
