/** A failure a person can do something about. */
export class DemoFailure extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = "DemoFailure";
    this.remedy = remedy;
  }
}

/** Runs one step; whatever goes wrong in it is reported under the step's name, with what to do about it. */
export async function step<T>(what: string, remedy: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DemoFailure) throw error;
    throw new DemoFailure(`${what}: ${error instanceof Error ? error.message : String(error)}`, remedy);
  }
}
