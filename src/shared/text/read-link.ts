import { failure, type Result, success } from "../result.ts";

/** Windows hands on no longer ones, characters. */
export const MAX_LINK = 2_000;

const openable: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

/**
 * The link as it is handed on, or why it may not be opened: only the web and mail, for any other scheme reaches a
 * program that reads what it is given as it likes. Pure.
 */
export function readLink(text: string): Result<string, string> {
  const refuse = (why: string) => failure(`not opened: ${why}`);
  if (text.length > MAX_LINK) return refuse(`a link may have at most ${MAX_LINK} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the parser drops them, and the person would see another link.
  if (/[\u0000-\u0020\u007f-\u009f\\]/.test(text))
    return refuse("a link has no spaces, backslashes or control characters; encode them (%20)");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[0].toLowerCase();
  if (scheme === undefined) return refuse("it is no whole link (https://...)");
  if (!openable.has(scheme)) return refuse(`only http, https and mailto links are, and not "${scheme}"`);
  let link: URL;
  try {
    link = new URL(text);
  } catch {
    return refuse("it is not a valid link");
  }
  if (link.protocol === "mailto:") return readMail(link);
  if (!/^https?:\/\//i.test(text) || link.hostname === "") return refuse("it names no website");
  if (link.username !== "" || link.password !== "")
    return refuse("it holds a name before the website's, which hides where it leads");
  return success(link.href);
}

/** Some mail programs attach the file that a link names. */
function readMail(link: URL): Result<string, string> {
  const attaches = [...link.searchParams.keys()].some((name) => /^attach/i.test(name.trim()));
  return attaches ? failure("not opened: a mailto link may attach no file") : success(link.href);
}
