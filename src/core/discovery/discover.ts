import type { Discovery } from "../../shared/discovery.ts";
import { findNearby, type Search } from "./nearby.ts";
import { findOnThisComputer, type LocalSearch } from "./this-computer.ts";

/**
 * Looks on this computer and in its networks, both at once. Takes at most `durationMs` plus three seconds. Never
 * throws.
 */
export async function discover(search: Search & LocalSearch): Promise<Discovery> {
  const [here, nearby] = await Promise.all([findOnThisComputer(search), findNearby(search)]);
  return { gateways: [...here, ...nearby.gateways], problem: nearby.problem };
}

/** How long the app listens to the networks, ms. */
const usualDuration = 3_000;

/** One search at a time: whoever asks during a search gets what that one finds. */
export function createDiscoverer(search: LocalSearch): () => Promise<Discovery> {
  let running: Promise<Discovery> | null = null;
  return () => {
    running ??= discover({ ...search, durationMs: usualDuration }).finally(() => {
      running = null;
    });
    return running;
  };
}
