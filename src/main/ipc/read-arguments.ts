import * as v from "valibot";
import { type PageIntent, pageIntent } from "../../shared/intent.ts";
import {
  type AppRequest,
  addressed,
  appRequest,
  type CheckInput,
  checkInput,
  displayIndex,
  type TextName,
  textName,
} from "../../shared/request.ts";
import { read } from "../../shared/schema.ts";

/**
 * Reads what the page sent. The page is ours, but it is the part of the app nearest to the outside: nothing unchecked
 * is trusted. Everything here returns null for anything that is not exactly one of the known requests, and copies only
 * known fields. Pure.
 */

/** An intent from the page. Never `forget-device`: that needs the typed confirmation of its own request. */
export const readIntent = (value: unknown): PageIntent | null => read(pageIntent, value);

/** A request of the page to the app around the node. */
export const readRequest = (value: unknown): AppRequest | null => read(appRequest, value);

/**
 * Which connection a call is for: the one that the page was drawn for. A page that was drawn when there was only one
 * names none, and means the first. Null where it is none that could be.
 */
export function readConnectionId(value: unknown): string | null {
  const call = read(addressed, value);
  return call === null ? null : (call.connection ?? "");
}

/** A text that a page may read. */
export function readTextName(value: unknown): TextName | null {
  const name = v.safeParse(textName, value);
  return name.success ? name.output : null;
}

/** Which display a screenshot is to be of; undefined where it is none that could be. */
export function readDisplay(value: unknown): number | null | undefined {
  const display = v.safeParse(displayIndex, value);
  return display.success ? display.output : undefined;
}

/** What is to be checked live. */
export const readCheckInput = (value: unknown): CheckInput | null => read(checkInput, value);
