/**
 * A server of the Model Context Protocol on standard input and output, with the manners its argument says. It speaks
 * the wire by itself, so that it can also say what no library would.
 */
import { appendFileSync, existsSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const [manners = "well", notes = ""] = process.argv.slice(2);
const note = (text: string): void => {
  if (notes !== "") appendFileSync(notes, `${text}\n`);
};
note(`started ${process.pid}`);

const send = (message: object): void =>
  void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

const anything = { type: "object" };
const tool = (name: string, description = `Tool ${name}`, inputSchema: object = anything) => ({
  name,
  description,
  inputSchema,
});
let tools: readonly object[] = [
  tool("echo", "Says it again", { type: "object", properties: { text: { type: "string" } } }),
  {
    ...tool("lie"),
    outputSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
  },
  ...["fail", "picture", "huge", "long", "die", "hang", "flood", "change", "env", "slow"].map((name) =>
    tool(name),
  ),
];

if (manners === "steps") tools = [...tools, tool("steps"), tool("hurry")];

/** Lists that are none, in part or as a whole. */
const nonsense: Readonly<Record<string, () => unknown>> = {
  nothing: () => null,
  "a number": () => 5,
  "no list": () => ({}),
  "a text": () => ({ tools: "echo" }),
  "an object": () => ({ tools: { echo: tools[0] } }),
  "nothing usable": () => ({ tools: [null, 5, "echo", [], {}] }),
  "no name": () => ({ tools: [{ inputSchema: anything }, tools[0]] }),
  "an empty name": () => ({ tools: [tool(""), tools[0]] }),
  "a long name": () => ({ tools: [tool("x".repeat(300)), tools[0]] }),
  "names that are no texts": () => ({
    tools: [5, null, {}, ["echo"]].map((name) => ({ name, inputSchema: anything })).concat(tools as never[]),
  }),
  "schemas that are no objects": () => ({
    tools: ["object", null, 5, [], { type: "string" }, { type: "object", properties: 5 }]
      .map((inputSchema) => ({ name: "odd", inputSchema }))
      .concat(tools as never[]),
  }),
  "descriptions that are no texts": () => ({ tools: [{ ...tool("odd"), description: [1] }, tools[0]] }),
  "100,000 tools": () => ({
    tools: [tools[0], ...Array.from({ length: 100_000 }, (_, at) => tool(`tool-${at}`))],
  }),
  "a cursor without an end": () => ({ tools: [tools[0]], nextCursor: String(Math.random()) }),
  "a cursor that leads back": () => ({ tools: [tools[0]], nextCursor: "again" }),
  "a cursor that is no text": () => ({ tools: [tools[0]], nextCursor: { next: 1 } }),
};

/** Deeper than anything that calls itself can go; written by hand for the same reason. */
function sendDeep(id: number | undefined): void {
  const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
  const schema = `{"type":"object","properties":{"deep":${deep}}}`;
  const list = `[{"name":"deep","inputSchema":${schema}},${JSON.stringify(tools[0])}]`;
  process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"tools":${list}}}\n`);
}

const text = (said: string) => ({ content: [{ type: "text", text: said }] });

interface Asked {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly name?: string;
    readonly arguments?: { readonly text?: string };
    readonly requestId?: number;
    readonly _meta?: { readonly progressToken?: number };
  };
}

/** Past the stream, which would only collect it. */
function flood(): never {
  const lines = '{"jsonrpc":"2.0","method":"notifications/message","params":{}}\n'.repeat(100);
  for (;;) {
    try {
      writeSync(1, lines);
    } catch (error) {
      // The pipe is full; without a reader there is nobody to flood.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.exit(1);
    }
  }
}

function call(id: number | undefined, name: string | undefined, said: string, token?: number): unknown {
  const answer = (result: object): unknown => send({ id, result });
  note(`called ${name} ${said}`);
  switch (name) {
    case "echo":
      return answer(text(said));
    case "lie":
      return answer({ ...text("lied"), structuredContent: { n: "not a number" } });
    case "fail":
      return answer({ ...text("it went wrong"), isError: true });
    case "picture":
      return answer({ content: [{ type: "image", data: "QUJD".repeat(10_000), mimeType: "image/png" }] });
    case "huge":
      return answer(text("x".repeat(50 * 1024 * 1024)));
    case "long":
      return answer(text(`begin ${"x".repeat(100_000)} end`));
    case "die":
      return process.exit(3);
    case "env":
      process.stderr.write(`my secret is ${process.env.TOOL_SECRET} today\n`);
      return answer(text(Object.keys(process.env).sort().join(" ")));
    case "hang":
      // Nothing else is answered either.
      return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    case "flood":
      return flood();
    case "steps": {
      const told = (progress: number, message: string) =>
        send({
          method: "notifications/progress",
          params: { progressToken: token, progress, total: 2, message },
        });
      told(1, `first\n of\u202e two ${process.env.TOOL_SECRET}`);
      // It goes on once somebody has seen that.
      const wait = setInterval(() => {
        if (!existsSync(said)) return;
        clearInterval(wait);
        send({ method: "notifications/progress", params: { progressToken: "not asked for", progress: 9 } });
        told(2, "x".repeat(10_000));
        answer(text("done"));
      }, 150);
      return;
    }
    case "hurry":
      for (let progress = 1; progress <= 2_000; progress++)
        send({ method: "notifications/progress", params: { progressToken: token, progress } });
      return answer(text("done"));
    case "change":
      tools = [tool("fresh")];
      send({ method: "notifications/tools/list_changed" });
      return answer(text("changed"));
    // "slow" is never answered, and everything else is.
  }
}

if (manners === "mute") setInterval(() => {}, 60_000);
else if (manners === "broken") process.exit(7);
else {
  if (manners === "chatty") process.stdout.write("Welcome! This is no message.\n");
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line) as Asked;
    if (method === "initialize")
      send({
        id,
        result: {
          protocolVersion: "2025-06-18",
          capabilities: { tools: { listChanged: true } },
          serverInfo: { name: "ours", version: "1" },
        },
      });
    else if (method === "tools/list" && manners === "a deep schema") sendDeep(id);
    else if (method === "tools/list")
      send({ id, result: manners in nonsense ? nonsense[manners]?.() : { tools } });
    else if (method === "ping") send({ id, result: {} });
    else if (method === "notifications/cancelled") note(`cancelled ${params?.requestId}`);
    else if (method === "tools/call")
      call(id, params?.name, params?.arguments?.text ?? "", params?._meta?.progressToken);
  });
  process.stdin.on("close", () => process.exit(0));
}
