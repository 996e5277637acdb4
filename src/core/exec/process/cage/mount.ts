/** What is at one path of a cage. Later mounts cover earlier ones. */
export type Mount =
  /** The same as outside, read-only. */
  | { readonly kind: "show"; readonly path: string }
  /** The same as outside, and writable. */
  | { readonly kind: "write"; readonly path: string }
  /** The same as outside, with all permissions it has there: makes it a folder that cannot be moved away. */
  | { readonly kind: "pin"; readonly path: string }
  /** An empty folder. */
  | { readonly kind: "empty"; readonly path: string }
  /** An empty folder that may be filled, and is removed afterwards. */
  | { readonly kind: "private"; readonly path: string }
  /** An empty file. */
  | { readonly kind: "blank"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };
