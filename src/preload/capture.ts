import { contextBridge, ipcRenderer } from "electron";
import { type CaptureBridge, captureChannels } from "../shared/capture-bridge.ts";

/** The capture page's only way to main; it does not have the window's bridge. */
const bridge: CaptureBridge = {
  job: () => ipcRenderer.invoke(captureChannels.job),
  finish: (outcome) => ipcRenderer.invoke(captureChannels.finish, outcome),
};

contextBridge.exposeInMainWorld("clawtrayCapture", bridge);
