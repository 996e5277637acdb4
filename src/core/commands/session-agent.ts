/** The agent whose session this is; a key that is not one of the gateway's names none. Pure. */
export const sessionAgent = (sessionKey: string | null | undefined): string | null =>
  /^agent:([^:]{1,64}):/.exec(sessionKey ?? "")?.[1] ?? null;
