import { contextBridge, type IpcRendererEvent, ipcRenderer } from "electron";
import type { AppSnapshot, Bridge, CheckReport } from "../shared/bridge.ts";
import { channels } from "../shared/channels.ts";
import type { TurnsGrowth } from "../shared/turns-growth.ts";

/** Listens on one channel; the event object stays on this side, because it would lead back to main. */
function listen<Value>(channel: string, listener: (value: Value) => void): () => void {
  const receive = (_event: IpcRendererEvent, value: Value) => listener(value);
  ipcRenderer.on(channel, receive);
  return () => {
    ipcRenderer.off(channel, receive);
  };
}

const bridge: Bridge = {
  snapshot: (...of) => ipcRenderer.invoke(channels.snapshot, ...of),
  onSnapshot: (listener) => listen<AppSnapshot>(channels.snapshotChanged, listener),
  onTurnsGrown: (listener) => listen<TurnsGrowth>(channels.turnsGrown, listener),
  intend: (intent) => ipcRenderer.invoke(channels.intend, intent),
  request: (request) => ipcRenderer.invoke(channels.request, request),
  check: (input) => ipcRenderer.invoke(channels.check, input),
  discover: () => ipcRenderer.invoke(channels.discover),
  screenshot: (display) => ipcRenderer.invoke(channels.screenshot, display),
  text: (what) => ipcRenderer.invoke(channels.text, what),
  onCheck: (listener) => listen<CheckReport>(channels.checkChanged, listener),
};

contextBridge.exposeInMainWorld("clawtray", bridge);
