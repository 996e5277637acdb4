import { type Session, session } from "electron";
import { guardSession } from "./guard.ts";
import { servePage } from "./scheme.ts";

/** The session of our pages: served from this folder, guarded. Call once, when the app is ready. */
export function openPageSession(folder: string): Session {
  const pageSession = session.fromPartition("clawtray");
  guardSession(pageSession);
  servePage(pageSession, folder);
  return pageSession;
}
