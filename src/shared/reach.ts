/** What an entry of the owner's list lets run; `void`: it no longer counts, `nothing`: its name alone is not trusted. */
export type Reach = "void" | "one-command" | "arguments" | "nothing" | "any";
