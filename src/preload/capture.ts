import { contextBridge, ipcRenderer } from "electron";
import { type CaptureBridge, captureChannels } from "../shared/capture-bridge.ts";

/** The capture page's only way to main; the window's bridge is not there. */
const bridge: CaptureBridge = {
  job: () => ipcRenderer.invoke(captureChannels.job),
  finish: (outcome) => ipcRenderer.invoke(captureChannels.finish, outcome),
};

contextBridge.exposeInMainWorld("clawtrayCapture", bridge);
