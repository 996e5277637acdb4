/** What is shown where a capability is listed or switched. */
export const capabilitySwitches = {
  on: "on",
  off: "off",
  notAvailable: "not available here",
  turnedOn: '"{name}" is on.',
  turnedOnNotAvailable: '"{name}" is on, but not available here, so it is not offered to the gateway.',
  turnedOff: '"{name}" is off: it is not offered, and anything still running for it is stopped.',
  needs: {
    notify: "It needs the desktop app, or notify-send in a desktop session.",
    screen: "It needs the desktop app.",
    computer:
      "It needs the desktop app on Linux under X11 (not Wayland), where a frame can show what happens and your own mouse is told from the agent's.",
    camera: "It needs the desktop app.",
    location:
      "It needs GeoClue, the location service of Linux desktops (package geoclue-2.0), and a restart of Clawtray.",
    presence: "It needs the desktop app, or in a terminal xprintidle or a desktop that tells its idle time.",
  },
  /** In the place of the commands, where none is called. */
  told: "tells the gateway when you are here",
  needsApproval:
    "If it is new to the gateway, an administrator must approve it there before it can be used: openclaw nodes pending\nIf nothing is waiting there, the gateway's configuration must allow it first: {setting}",
  unknown: 'There is no capability "{name}". Choose one of: {names}.',
  notTaken:
    "The running Clawtray did not accept this. It may be an older version: stop it, try again, then start it again.",
  offNotSaved:
    '"{name}" is off while this Clawtray runs, and would be on again after a restart: {path} cannot be written: {why}. Fix that, then run this again: clawtray capabilities off {name}',
  onNotSaved:
    '"{name}" is on while this Clawtray runs, and would be off again after a restart: {path} cannot be written: {why}. Fix that, then run this again: clawtray capabilities on {name}',
};
