/** Why a setup code or a join link cannot be used. */
export type SetupProblem =
  | "not-a-setup-code"
  | "expired"
  | "join-link-refused"
  | "join-link-unreachable"
  /** Something in front of the gateway answers in its place. */
  | "join-link-access-page";
