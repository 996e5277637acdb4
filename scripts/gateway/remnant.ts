/** Something a process left behind, described by values, so that another process can remove it. */
export type Remnant =
  | { readonly kind: "process"; readonly pid: number }
  | { readonly kind: "path"; readonly path: string }
  | {
      readonly kind: "command";
      readonly command: string;
      readonly parameters: readonly string[];
      readonly environment: NodeJS.ProcessEnv;
    };

/** A line to the guardian. */
export type GuardianOrder =
  | { readonly order: "keep"; readonly id: number; readonly remnant: Remnant }
  | { readonly order: "release"; readonly id: number };
