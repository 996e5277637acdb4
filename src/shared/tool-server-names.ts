/** What a server is called: part of every name its tools get at the gateway. */
export const SERVER_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

/** A variable that may be given to a server. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
