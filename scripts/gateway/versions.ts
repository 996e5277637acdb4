/**
 * The gateways Clawtray is shown against: the newest there was when this was pinned, the one of the
 * first bug report, and two between them: one with a configuration key and a surface of its own, and an earlier one
 * of which only is shown what its administrator sees.
 */
export const currentGateway = "2026.9.6";
export const middleGateway = "2026.6.11";
export const earlyGateway = "2026.3.31";
export const oldestGateway = "2026.1.29";

export type GatewayVersion =
  | typeof currentGateway
  | typeof middleGateway
  | typeof earlyGateway
  | typeof oldestGateway;

/** What npm is asked for, per version; the rest of each manifest is the same. */
export interface GatewayManifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  /** Packages of our own that replace something large and unused, by folder name. */
  readonly standIns: Readonly<Record<string, { readonly name: string; readonly version: string }>>;
}

/** The manifest that installs a version. */
export function gatewayManifest(version: GatewayVersion): GatewayManifest {
  if (version !== oldestGateway) {
    return { dependencies: { openclaw: version }, overrides: {}, standIns: {} };
  }
  return {
    dependencies: {
      openclaw: version,
      // Used by the gateway but declared only by the package that the stand-in replaces.
      "strip-ansi": "7.2.0",
      "node-llama-cpp": "file:./without-local-models",
    },
    overrides: {
      // The version it names is a git repository; this one is in the registry.
      libsignal: "2.0.1",
      // An optional library for local models: 740 MB for graphics cards, which no test uses.
      "node-llama-cpp": "$node-llama-cpp",
    },
    standIns: { "without-local-models": { name: "node-llama-cpp", version: "3.15.0" } },
  };
}
