/** The window, where this computer belongs to several gateways, or is about to. */
export const connectionPages = {
  /** The bar that switches between them. */
  bar: "Gateways",
  /** "work: Connected": the page that is shown. */
  titled: "{name}: {title}",
  questions: "{count} waiting for your answer",
  draft: "New gateway",
  add: "Add a gateway",
  title: "Gateways",
  lead: "This computer can belong to several gateways at once. Each gets a key of its own, and knows nothing of the others.",
  rename: "Rename",
  renameThis: "Rename {name}",
  nameLabel: "Name of {name}",
  save: "Save",
  remove: "Remove …",
  removeThis: "Remove {name} …",
  pauseAll: "Pause all",
  resumeAll: "Resume all",
  noGateway: "No gateway chosen yet",
  removal: {
    title: "Remove {name}?",
    sentence:
      "This destroys the key that this computer uses at {name}, its rules and its activity log. {name} must approve this computer again if you add it later. Your other gateways are not affected. This cannot be undone.",
    label: "To confirm, type the first four characters of its fingerprint: {code}",
    confirm: "Remove",
  },
  /** A link was opened while a gateway is set. */
  offer: {
    add: "Add as another gateway",
    meaning:
      "Added as another gateway, it gets a key of its own, and {current} stays connected. Otherwise it replaces {current}.",
  },
  everywhere: "“Always” also applies to my other gateways",
};
