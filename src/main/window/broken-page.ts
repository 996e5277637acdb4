import { dialog } from "electron";
import { fill } from "../../shared/words/describe.ts";
import type { Words } from "../words/words.ts";

/** Says that the window's page cannot be shown, in a system dialog; one at a time. */
let open = false;

/** Offers to open the window again. The node keeps running in the meantime. */
export function tellOfBrokenPage(words: () => Words, logFolder: string, openAgain: () => void): void {
  if (open) return;
  open = true;
  const { brokenPage } = words().desktop;
  void dialog
    .showMessageBox({
      type: "error",
      message: brokenPage.message,
      detail: fill(brokenPage.detail, { logFolder }),
      buttons: [brokenPage.openAgain, brokenPage.later],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    })
    .then(({ response }) => {
      open = false;
      if (response === 0) openAgain();
    });
}
