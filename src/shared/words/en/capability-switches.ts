/** What is said where a capability is listed or switched. */
export const capabilitySwitches = {
  on: "on",
  off: "off",
  notAvailable: "not available here",
  turnedOn: '"{name}" is on.',
  turnedOnNotAvailable: '"{name}" is on, but not available here, so nothing is declared for it.',
  turnedOff: '"{name}" is off: it is not offered, and what runs of it is ended.',
  needs: {
    notify: "It needs the desktop app, or notify-send in a desktop session.",
    screen: "It needs the desktop app.",
    camera: "It needs the desktop app.",
    location: "No location service is built in.",
  },
  needsApproval:
    "If it is new to the gateway, an administrator must approve it there before it can be used: openclaw nodes pending\nIf nothing waits there, the gateway's configuration must allow it first: {setting}",
  unknown: 'There is no capability "{name}". There are: {names}.',
  notTaken:
    "The running Clawtray did not take this. It may be an older version: end it, try again, and start it anew.",
  offNotSaved:
    '"{name}" is off while this Clawtray runs, and would be on again after a restart: {path} cannot be written: {why}. Fix that, then say it again: clawtray capabilities off {name}',
  onNotSaved:
    '"{name}" is on while this Clawtray runs, and would be off again after a restart: {path} cannot be written: {why}. Fix that, then say it again: clawtray capabilities on {name}',
};
