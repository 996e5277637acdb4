/** Why the screen was not captured for its owner. */
export type ScreenshotProblem =
  | "permission-missing"
  | "no-device"
  | "in-use"
  | "locked"
  /** The system gave no picture, or nobody chose a screen in its dialog. */
  | "failed";

/** What became of a screenshot that the owner asked for. */
export type Screenshot =
  | {
      readonly kind: "taken";
      readonly format: "png" | "jpeg";
      /** Base64. */
      readonly data: string;
    }
  /** There are several displays, and none was named: the primary one first, sizes in its own pixels. */
  | {
      readonly kind: "choose";
      readonly displays: readonly { readonly width: number; readonly height: number }[];
    }
  | { readonly kind: "refused"; readonly problem: ScreenshotProblem };
