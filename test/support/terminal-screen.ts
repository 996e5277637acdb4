/** What a terminal shows after the text written to it: the few sequences the CLI writes, and no scrolling. */
export class TerminalScreen {
  readonly #lines: string[] = [""];
  #row = 0;
  #column = 0;
  #rest = "";

  write(text: string): void {
    const [first = "", ...pieces] = (this.#rest + text).split("\u001b");
    this.#rest = "";
    this.#type(first);
    for (const [index, piece] of pieces.entries()) {
      const sequence = /^\[([\d;]*[A-Za-z])/.exec(piece);
      if (sequence !== null) {
        this.#obey(sequence[1] ?? "");
        this.#type(piece.slice(sequence[0].length));
      } else if (index === pieces.length - 1) {
        // The rest of the sequence comes with the next piece.
        this.#rest = `\u001b${piece}`;
      } else throw new Error(`no sequence: ${JSON.stringify(piece.slice(0, 20))}`);
    }
  }

  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join("\n");
  }

  #type(text: string): void {
    for (const character of text) this.#put(character);
  }

  #put(character: string): void {
    if (character === "\r") this.#column = 0;
    else if (character === "\n") {
      this.#row++;
      this.#column = 0;
      if (this.#row === this.#lines.length) this.#lines.push("");
    } else {
      const line = (this.#lines[this.#row] ?? "").padEnd(this.#column);
      this.#lines[this.#row] =
        line.slice(0, this.#column) + character + line.slice(this.#column + character.length);
      this.#column += character.length;
    }
  }

  #obey(sequence: string): void {
    const count = Number.parseInt(sequence, 10);
    if (sequence.endsWith("A")) this.#row = Math.max(0, this.#row - (Number.isNaN(count) ? 1 : count));
    else if (sequence.endsWith("B")) this.#row += Number.isNaN(count) ? 1 : count;
    else if (sequence.endsWith("K"))
      this.#lines[this.#row] = (this.#lines[this.#row] ?? "").slice(0, this.#column);
    else if (sequence.endsWith("J") && count === 2) this.#lines.fill("");
    else if (sequence.endsWith("J")) {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = (this.#lines[this.#row] ?? "").slice(0, this.#column);
    } else if (sequence.endsWith("H")) {
      this.#row = 0;
      this.#column = 0;
    } else if (!sequence.endsWith("m"))
      throw new Error(`the CLI wrote a sequence this screen does not know: ${sequence}`);
  }
}
