/** What stands at one path of a cage. Later ones cover earlier ones. */
export type Mount =
  /** The same as outside, read-only. */
  | { readonly kind: "show"; readonly path: string }
  /** The same as outside, and to be changed. */
  | { readonly kind: "write"; readonly path: string }
  /** The same as outside with all rights it has there: makes a folder one that cannot be moved away. */
  | { readonly kind: "pin"; readonly path: string }
  /** An empty folder. */
  | { readonly kind: "empty"; readonly path: string }
  /** An empty folder that may be filled, and is gone afterwards. */
  | { readonly kind: "private"; readonly path: string }
  /** An empty file. */
  | { readonly kind: "blank"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };
