import { createScriptedGateway } from "../test/scripted/gateway.ts";
import { hostilityOf } from "../test/support/hostility.ts";

/**
 * A gateway in a process of its own, so that its work is not in the way of who measures. It says its address, does what
 * it is told on its standard input, one line each, again and again until the next line; for an empty one it says when the node has
 * done with all of it.
 */
const token = process.env.BENCH_TOKEN ?? "";
const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
process.stdout.write(`${gateway.url}\n`);

/** Between two acts, milliseconds: it floods the node, and not this computer. */
const REST = 20;
let wanted = "";
const { acts } = hostilityOf(gateway, 15);
let turn = 0;

function act(): void {
  const chosen = acts.filter(([name]) => wanted === "everything" || name === wanted);
  const [, harm = () => {}] = chosen[turn++ % chosen.length] ?? [];
  // What the node has not taken yet stays here: a node that is slow must not fill this process.
  if (gateway.nodes().length === 1 && gateway.node().untaken < 1_000_000) harm();
  setTimeout(act, REST);
}
act();

/** Says so when the node has done all that was sent to it: its answers come in the order of what it was sent. */
async function untilTaken(): Promise<void> {
  while (wanted === "") {
    const [node] = gateway.nodes();
    const isTaken = node?.untaken === 0 && (await gateway.invoke("system.which", { bins: ["sh"] }).result).ok;
    if (isTaken && wanted === "") return void process.stdout.write("rest\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

process.stdin.setEncoding("utf8").on("data", (text: string) => {
  wanted = text.trim().split("\n").at(-1) ?? "";
  if (wanted === "") void untilTaken();
});
process.stdin.on("end", () => process.exit(0));
