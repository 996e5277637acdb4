/** When this computer is kept from going to sleep while it is connected: never, on mains power only, or always. */
export const awakeChoices = ["off", "mains", "always"] as const;
export type AwakeChoice = (typeof awakeChoices)[number];
