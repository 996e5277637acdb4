import { type Session, session } from "electron";
import { fetchNoDictionaries, guardSession } from "./guard.ts";
import { servePage } from "./scheme.ts";

/** The session of our pages: served from this folder, guarded; opened at the first call. Call when the app is ready. */
export function pageSessionFor(folder: string): () => Session {
  let opened: Session | null = null;
  return () => {
    if (opened !== null) return opened;
    opened = session.fromPartition("clawtray");
    // Electron opens it by itself; no page of ours is in it.
    fetchNoDictionaries(session.defaultSession);
    guardSession(opened);
    servePage(opened, folder);
    return opened;
  };
}
