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
  let text = "";
  let done = false;
  socket.on("data", (data: Buffer) => {
    // What comes later is read and dropped, so that the other side's end is noticed.
    if (done) return;
    text += decoder.write(data);
    for (let end = text.indexOf("\n"); end !== -1 && !done; end = text.indexOf("\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      if (line.length > limit()) return giveUp();
      done = take(line) === "enough";
    }
    if (!done && text.length > limit()) giveUp();
  });

  function giveUp(): void {
    done = true;
    text = "";
    tooLong();
  }
}
