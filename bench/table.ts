export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: string;
  readonly aim: string;
}

/** Rows as aligned text, under a heading that says who is compared. */
export function formatTable(peer: string, rows: readonly Row[]): string {
  const cells = [
    ["", "clawtray", peer, "ratio", "aim"],
    ...rows.map((row) => [row.what, row.ours, row.theirs, row.ratio, row.aim]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const milliseconds = (value: number): string =>
  value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 2 : 0)} ms`;

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** How many times better ours is, when less is better. */
export const timesLess = (ours: number, theirs: number): string =>
  ours > 0 ? `${(theirs / ours).toFixed(1)} x` : "";
