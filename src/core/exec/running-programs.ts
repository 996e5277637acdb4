/** A program that is running for the gateway right now. */
export interface RunningProgram {
  /** The same as `run` of its entry in the activity log. */
  readonly id: string;
  /** The command on one line, as it arrived. */
  readonly command: string;
  readonly directory: string;
  readonly agent: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Its owner has stopped it, and it has not ended yet. */
  readonly stopping: boolean;
}

/** What is running, for its owner to see and stop. */
export interface RunningPrograms {
  /** The longest running first. */
  list(): readonly RunningProgram[];
  /** Ends it and everything it started; false when it is no longer running. */
  stop(id: string): boolean;
  /** Adds one, with what ends it. The returned function removes it from the list. */
  begin(program: Omit<RunningProgram, "stopping">, stop: () => void): () => void;
  /** Called after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

interface Entry {
  readonly program: Omit<RunningProgram, "stopping">;
  readonly stop: () => void;
  stopping: boolean;
}

/** An empty list; it belongs to one node. */
export function createRunningPrograms(): RunningPrograms {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    list: () => [...entries.values()].map(({ program, stopping }) => ({ ...program, stopping })),
    stop(id) {
      const entry = entries.get(id);
      if (entry === undefined) return false;
      entry.stopping = true;
      entry.stop();
      tell();
      return true;
    },
    begin(program, stop) {
      entries.set(program.id, { program, stop, stopping: false });
      tell();
      return () => {
        entries.delete(program.id);
        tell();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
