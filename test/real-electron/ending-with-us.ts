/** Program and arguments under which the system ends it when this process is gone, however that ended. */
export const endingWithUs = (program: string, words: readonly string[] = []): [string, string[]] => [
  "setpriv",
  ["--pdeathsig", "TERM", program, ...words],
];
