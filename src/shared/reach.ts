/** What an entry of the owner's list lets run; `void`: it no longer counts, `nothing`: its name alone is not trusted. */
export type Reach = "void" | "one-command" | "arguments" | "nothing" | "any";

/** What a program of the owner's list may touch, beyond reading. Paths made visible. */
export type Touch =
  /** Everything its owner may. */
  | { readonly kind: "everything" }
  /** In a cage; `write` null: the folder it runs in. */
  | { readonly kind: "contained"; readonly write: readonly string[] | null; readonly network: boolean };
