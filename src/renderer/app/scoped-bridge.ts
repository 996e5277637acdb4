import type { Bridge } from "../../shared/bridge.ts";

/**
 * The bridge of one connection's page: everything it asks is for that connection, whichever is shown by the time main
 * hears of it. Without an id (there is only one connection) it is the bridge as it is.
 */
export function scopedBridge(bridge: Bridge, connection: string | undefined): Bridge {
  if (connection === undefined) return bridge;
  return {
    ...bridge,
    snapshot: () => bridge.snapshot(connection),
    intend: (intent) => bridge.intend({ ...intent, connection }),
    request: (request) => bridge.request({ ...request, connection }),
    check: (input) => bridge.check({ ...input, connection }),
    onCheck: (listener) =>
      bridge.onCheck((report) => {
        if (report.connection === connection) listener(report);
      }),
  };
}
