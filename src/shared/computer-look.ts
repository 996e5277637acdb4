/** An agent sees the screen, controls it, or waits for the person. */
export type ComputerLook = "watching" | "controlling" | "paused";
