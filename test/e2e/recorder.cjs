// Loaded by real Electron before the app (`-r`): keeps what the app gives to the desktop where the test can see it,
// because Electron has no way to ask for it. Nothing of the app is changed.
const electron = require("electron");

const record = {
  trays: [],
  notifications: [],
  openedOutside: [],
  openedPaths: [],
  heldAwake: new Map(),
  shortcuts: [],
};
globalThis.__record = record;

const { setContextMenu, setImage, setToolTip } = electron.Tray.prototype;
const { createFromPath } = electron.nativeImage;
/** The file each picture was made from: an icon cannot be asked for it. */
const files = new WeakMap();
let lastFile = null;
electron.nativeImage.createFromPath = (path) => {
  const image = createFromPath(path);
  files.set(image, path);
  lastFile = path;
  return image;
};
electron.Tray.prototype.setImage = function (image) {
  entryOf(this).image = files.get(image) ?? (typeof image === "string" ? image : null);
  return setImage.call(this, image);
};
const entryOf = (tray) => {
  let entry = record.trays.find((one) => one.tray === tray);
  if (entry === undefined) {
    // It was made from the picture that was made last.
    entry = { tray, menu: null, tooltip: "", image: lastFile, labelsSet: new Set() };
    record.trays.push(entry);
  }
  return entry;
};
electron.Tray.prototype.setContextMenu = function (menu) {
  const entry = entryOf(this);
  entry.menu = menu;
  for (const { label } of menu?.items ?? []) entry.labelsSet.add(label);
  return setContextMenu.call(this, menu);
};
electron.Tray.prototype.setToolTip = function (text) {
  entryOf(this).tooltip = text;
  return setToolTip.call(this, text);
};
const { show } = electron.Notification.prototype;
electron.Notification.prototype.show = function () {
  record.notifications.push(this);
  return show.call(this);
};
// A test opens no browser and no file manager.
electron.shell.openExternal = async (url) => {
  record.openedOutside.push(url);
};
electron.shell.openPath = async (path) => {
  record.openedPaths.push(path);
  return "";
};
// What is held is held for real, and noted beside it.
const { start, stop } = electron.powerSaveBlocker;
electron.powerSaveBlocker.start = (type) => {
  const id = start.call(electron.powerSaveBlocker, type);
  record.heldAwake.set(id, type);
  return id;
};
electron.powerSaveBlocker.stop = (id) => {
  record.heldAwake.delete(id);
  return stop.call(electron.powerSaveBlocker, id);
};
const { register, unregister } = electron.globalShortcut;
electron.globalShortcut.register = (accelerator, pressed) => {
  const held = register.call(electron.globalShortcut, accelerator, pressed);
  if (held) record.shortcuts.push(accelerator);
  return held;
};
electron.globalShortcut.unregister = (accelerator) => {
  record.shortcuts = record.shortcuts.filter((one) => one !== accelerator);
  return unregister.call(electron.globalShortcut, accelerator);
};
