/** The owner's folders, and what agents may do in them. */
export const folders = {
  title: "Folders",
  lead: "Agents see no file of yours by itself. In a folder that you add here they read without asking; in one that you let them write, what they overwrite is kept for a week (clawtray folders trash). Keys, mail, hidden files and data of programs are never shown.",
  unusable:
    "folders.json cannot be read or understood, so no folder is shown to agents. Repair or remove it.",
  none: "No folder yet.",
  list: "Folders that agents may read",
  write: "May also change files in {folder}",
  writeHint: "Creates and overwrites files in it.",
  holdsHome: "Your home folder is in it. What is private there stays so.",
  add: "Add a folder …",
  remove: "Remove",
  removeThis: "Remove {folder}",
  removed: "{folder} is no longer shown.",
  approval:
    "The gateway's administrator allows file commands in its configuration, and approves them once. Until then agents use files_list, files_read and files_write of Clawtray's own tools, above.",
  refused: "The folder was not added.",
  why: {
    everything: "It holds everything on this computer. Add the folders that agents need.",
    system: "It belongs to the system.",
    private: "What is in it is private: keys, mail, data of programs, or Clawtray's own files.",
    "not-a-folder": "It is not a folder.",
    "not-ordinary": "It is not an ordinary folder of this computer.",
    unreadable: "There is no such folder, or it may not be read.",
    full: "There are as many as there may be.",
    list: "The list of folders cannot be changed.",
  },
};
