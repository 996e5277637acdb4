/** How long one fact about the device may take, ms. */
const PATIENCE = 2_000;

/** What `find` finds, or null when it takes longer than two seconds or fails: absent rather than wrong or late. */
export function bounded<Fact>(find: () => Promise<Fact | null>, patience = PATIENCE): Promise<Fact | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patience);
    // A call that never returns does not keep the program alive.
    timer.unref();
    find()
      .catch(() => null)
      .then((fact) => {
        clearTimeout(timer);
        resolve(fact);
      });
  });
}
