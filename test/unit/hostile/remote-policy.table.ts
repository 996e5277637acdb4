/**
 * What a gateway may change from afar when the owner allowed it nothing: [why, owner's file,
 * proposed file, accepted]. Written before the code.
 */
export type PolicyFile = Readonly<Record<string, unknown>>;
const base = { security: "allowlist", ask: "on-miss", askFallback: "deny" };
const file = (defaults: PolicyFile, agents: PolicyFile = {}): PolicyFile => ({
  version: 1,
  defaults,
  agents,
});
const listed = (...patterns: string[]) => ({ allowlist: patterns.map((pattern) => ({ pattern })) });

export const remoteChanges: readonly (readonly [string, PolicyFile, PolicyFile, boolean])[] = [
  ["the same again", file(base), file(base), true],
  ["to deny", file(base), file({ ...base, security: "deny" }), true],
  ["to full", file(base), file({ ...base, security: "full" }), false],
  [
    "to full that always asks: it would run once the owner asks less",
    file(base),
    file({ ...base, security: "full", ask: "always" }),
    false,
  ],
  [
    "to full that always asks, falling back to full",
    file(base),
    file({ security: "full", ask: "always", askFallback: "full" }),
    false,
  ],
  ["always ask", file(base), file({ ...base, ask: "always" }), true],
  ["never ask, misses are denied", file(base), file({ ...base, ask: "off" }), true],
  ["begin to ask where misses were denied", file({ ...base, ask: "off" }), file(base), false],
  [
    "fall back to the allowlist",
    file({ ...base, ask: "always" }, { main: listed("/bin/ls") }),
    file({ ...base, ask: "always", askFallback: "allowlist" }, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "fall back to full, which means something once the owner allows full",
    file(base),
    file({ ...base, askFallback: "full" }),
    false,
  ],
  ["deny to allowlist", file({ ...base, security: "deny" }), file(base), false],
  ["full to allowlist", file({ ...base, security: "full" }), file(base), true],
  ["full to deny", file({ ...base, security: "full" }), file({ ...base, security: "deny" }), true],
  [
    "full/always to full/off",
    file({ ...base, security: "full", ask: "always" }),
    file({ ...base, security: "full", ask: "off" }),
    false,
  ],
  [
    "always to on-miss with an empty list, which the owner may fill",
    file({ ...base, ask: "always" }),
    file(base),
    false,
  ],
  [
    "always to on-miss while denied",
    file({ security: "deny", ask: "always", askFallback: "deny" }),
    file({ security: "deny", ask: "on-miss", askFallback: "deny" }),
    false,
  ],
  [
    "always to on-miss with a list",
    file({ ...base, ask: "always" }, { main: listed("/bin/ls") }),
    file(base, { main: listed("/bin/ls") }),
    false,
  ],
  ["defaults left out mean this program's own", file(base), file({}), true],
  ["defaults left out, owner was stricter", file({ ...base, security: "deny" }), file({}), false],
  ["an entry more", file(base), file(base, { main: listed("/bin/ls") }), false],
  ["an entry more for everybody", file(base), file(base, { "*": listed("/bin/ls") }), false],
  [
    "an entry fewer",
    file(base, { main: listed("/bin/ls", "/bin/cat") }),
    file(base, { main: listed("/bin/ls") }),
    true,
  ],
  [
    "another entry instead",
    file(base, { main: listed("/bin/ls") }),
    file(base, { main: listed("/bin/cat") }),
    false,
  ],
  [
    "an entry moved from everybody to one",
    file(base, { "*": listed("/bin/ls") }),
    file(base, { main: listed("/bin/ls") }),
    true,
  ],
  [
    "an entry moved from one to everybody",
    file(base, { main: listed("/bin/ls") }),
    file(base, { "*": listed("/bin/ls") }),
    false,
  ],
  [
    "an entry moved to another agent",
    file(base, { main: listed("/bin/ls") }),
    file(base, { other: listed("/bin/ls") }),
    false,
  ],
  [
    "an entry bound to arguments",
    file(base, { main: listed("/bin/ls") }),
    file(base, { main: { allowlist: [{ pattern: "/bin/ls", argPattern: "^-l$" }] } }),
    false,
  ],
  [
    "an entry freed of its arguments",
    file(base, { main: { allowlist: [{ pattern: "/bin/ls", argPattern: "^-l$" }] } }),
    file(base, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "an inactive entry made active",
    file(base, { main: { allowlist: [{ pattern: "/bin/ls", source: "allow-always" }] } }),
    file(base, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "an agent's own words left out while the common ones say the same, for when the owner allows more",
    file(base, { main: { ...base } }),
    file(base),
    false,
  ],
  [
    "an agent's own words kept, and stricter",
    file(base, { main: { ...base } }),
    file(base, { main: { ...base, security: "deny" } }),
    true,
  ],
  [
    "an entry more where everything ran anyway",
    file({ ...base, security: "full" }),
    file({ ...base, security: "full" }, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "an entry more while going from full to allowlist",
    file({ ...base, security: "full" }),
    file(base, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "an entry more while always asking, for when the owner asks less",
    file({ ...base, ask: "always" }),
    file({ ...base, ask: "always" }, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "an entry more while denied, for when the owner denies less",
    file({ ...base, security: "deny" }),
    file({ ...base, security: "deny" }, { main: listed("/bin/ls") }),
    false,
  ],
  [
    "an entry more for an agent that is denied",
    file({ ...base, security: "full" }, { main: { security: "deny" } }),
    file({ ...base, security: "full" }, { main: { security: "deny", ...listed("/bin/ls") } }),
    false,
  ],
  [
    "words of an agent that is denied",
    file(base, { main: { security: "deny" } }),
    file(base, { main: { security: "deny", askFallback: "full" } }),
    false,
  ],
  [
    "words beneath stricter ones for everybody",
    file({ ...base, security: "deny" }, { "*": { security: "deny" } }),
    file({ ...base, security: "full" }, { "*": { security: "deny" } }),
    false,
  ],
  [
    "an exact entry no longer bound to its source",
    file(base, {
      main: {
        allowlist: [{ pattern: "/bin/ls", argPattern: "sha256:cwd-argv:v1:00", source: "allow-always" }],
      },
    }),
    file(base, { main: { allowlist: [{ pattern: "/bin/ls", argPattern: "sha256:cwd-argv:v1:00" }] } }),
    false,
  ],
  ["one agent to full", file(base), file(base, { main: { security: "full" } }), false],
  ["one agent to deny", file(base), file(base, { main: { security: "deny" } }), true],
  ["forget that one agent was denied", file(base, { main: { security: "deny" } }), file(base), false],
  ["forget that everybody was denied", file(base, { "*": { security: "deny" } }), file(base), false],
  ["everybody to full", file(base), file(base, { "*": { security: "full" } }), false],
  [
    "an unknown word for security is no loosening",
    file(base),
    file(base, { main: { security: "everything" } }),
    true,
  ],
  ["skills trusted", file(base), file({ ...base, autoAllowSkills: true }), false],
  ["skills no longer trusted", file({ ...base, autoAllowSkills: true }), file(base), true],
  [
    "what skills use no longer asked about",
    file({ ...base, ask: "always", autoAllowSkills: true }),
    file({ ...base, ask: "on-miss", autoAllowSkills: true }),
    false,
  ],
  [
    "from nothing to what skills use",
    file({ ...base, security: "deny", ask: "off", autoAllowSkills: true }),
    file({ ...base, security: "allowlist", ask: "off", autoAllowSkills: true }),
    false,
  ],
  [
    "what skills use asked about",
    file({ ...base, autoAllowSkills: true }),
    file({ ...base, ask: "always", autoAllowSkills: true }),
    true,
  ],
];
