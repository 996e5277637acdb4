import { joinLinkOf, redeemJoinLink } from "../../src/core/links/join-link.ts";

/** Redeems the join link that is its argument, and prints what came of it. */
const link = joinLinkOf(process.argv[2] ?? "");
if (link === null) throw new Error("no join link");
process.stdout.write(JSON.stringify(await redeemJoinLink(link, Date.now)));
