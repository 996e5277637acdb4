import type { CaptureSign } from "../../shared/bridge.ts";

/** What is being captured right now, for the person at this computer. */
export interface CaptureSigns {
  /** Each at most once, in a stable order. */
  now(): readonly CaptureSign[];
  subscribe(listener: () => void): () => void;
  /** The sign is shown while the work lasts, however it ends. */
  during<Value>(sign: CaptureSign, work: () => Promise<Value>): Promise<Value>;
}

export function createCaptureSigns(): CaptureSigns {
  const running: Record<CaptureSign, number> = { camera: 0, screen: 0 };
  const listeners = new Set<() => void>();
  const change = (sign: CaptureSign, by: 1 | -1) => {
    running[sign] += by;
    for (const listener of [...listeners]) listener();
  };
  return {
    now: () => (["camera", "screen"] as const).filter((sign) => running[sign] > 0),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async during(sign, work) {
      change(sign, 1);
      try {
        return await work();
      } finally {
        change(sign, -1);
      }
    },
  };
}
