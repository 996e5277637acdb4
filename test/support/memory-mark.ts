import type { Mark } from "../../src/core/computer/announced.ts";

/** One that lasts as long as the test. */
export function memoryMark(): Mark {
  let is = false;
  return {
    isThere: () => is,
    leave: async () => {
      is = true;
    },
    remove: async () => {
      is = false;
    },
  };
}
