/** What is said where a capability is listed or switched. */
export const capabilitySwitches = {
  on: "on",
  off: "off",
  notAvailable: "not available here",
  turnedOn: '"{name}" is on.',
  turnedOnNotAvailable: '"{name}" is on, but not available here, so nothing is declared for it.',
  turnedOff: '"{name}" is off. It is no longer offered, and what ran of it was ended.',
  needsApproval:
    "If it is new to the gateway, an administrator must approve it there before it can be used: openclaw nodes pending\nIf nothing waits there, the gateway's configuration must allow it first: gateway.nodes.commands.allow",
  unknown: 'There is no capability "{name}". There are: {names}.',
  notTaken:
    "The running Clawtray did not take this. It may be an older version: end it, try again, and start it anew.",
  notSaved: "The settings could not be saved.",
};
