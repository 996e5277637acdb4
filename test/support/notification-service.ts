import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type ArrivedMessage, readMessage, writeMessage } from "./bus-message.ts";

/** What a desktop was asked to show. Source: Desktop Notifications Specification, "Notify". */
export interface ShownNotification {
  readonly appName: string;
  readonly summary: string;
  readonly body: string;
  readonly hints: Readonly<Record<string, unknown>>;
}

/** A desktop's notifications: a real service on a real session bus, which remembers and shows nothing. */
export interface NotificationService {
  readonly shown: readonly ShownNotification[];
  /** Leaves the bus: there are no notifications any more. */
  close(): Promise<void>;
}

const NAME = "org.freedesktop.Notifications";
const BUS = "org.freedesktop.DBus";

export async function startNotificationService(busAddress: string): Promise<NotificationService> {
  const shown: ShownNotification[] = [];
  const socket = connect(socketPath(busAddress));
  await authenticate(socket);
  let serial = 0;
  const send = (message: Omit<Parameters<typeof writeMessage>[0], "serial">) => {
    serial += 1;
    socket.write(writeMessage({ ...message, serial }));
    return serial;
  };
  const answers = new Map<number, (answer: ArrivedMessage) => void>();
  const call = (member: string, body: Parameters<typeof writeMessage>[0]["body"]) =>
    new Promise<ArrivedMessage>((resolve) => {
      const fields = [
        ["path", "o", "/org/freedesktop/DBus"],
        ["interface", "s", BUS],
        ["member", "s", member],
        ["destination", "s", BUS],
      ] as const;
      answers.set(send({ kind: "call", fields, body }), resolve);
    });

  function serve({ serial: asked, fields, body }: ArrivedMessage): void {
    const reply = [
      ["replySerial", "u", asked],
      ["destination", "s", String(fields.sender)],
    ] as const;
    if (fields.member === "GetServerInformation") {
      const texts = ["a test's desktop", "Clawtray", "1", "1.2"].map((text) => ["s", text] as const);
      send({ kind: "return", fields: reply, body: texts });
    } else if (fields.member === "Notify") {
      const [appName, , , summary, text, , hints] = body as [
        string,
        number,
        string,
        string,
        string,
        string[],
        object,
      ];
      shown.push({ appName, summary, body: text, hints: hints as ShownNotification["hints"] });
      send({ kind: "return", fields: reply, body: [["u", shown.length]] });
    } else {
      const unknown = ["errorName", "s", `${BUS}.Error.UnknownMethod`] as const;
      send({ kind: "error", fields: [...reply, unknown], body: [] });
    }
  }

  let unread: Buffer = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    for (let next = readMessage(unread); next !== null; next = readMessage(unread)) {
      unread = unread.subarray(next.end);
      const { message } = next;
      if (message.kind === "call") serve(message);
      else answers.get(Number(message.fields.replySerial))?.(message);
    }
  });
  await call("Hello", []);
  // 4: do not wait in line for the name; 1: it is ours.
  const { body } = await call("RequestName", [
    ["s", NAME],
    ["u", 4],
  ]);
  if (body[0] !== 1) throw new Error(`the name ${NAME} is taken`);
  return {
    shown,
    async close() {
      const closed = once(socket, "close");
      socket.end();
      await closed;
    },
  };
}

function socketPath(address: string): string {
  const path = /unix:path=([^,;]+)/.exec(address)?.[1];
  const abstract = /unix:abstract=([^,;]+)/.exec(address)?.[1];
  if (path === undefined && abstract === undefined) throw new Error(`not a local bus: ${address}`);
  return path ?? `\0${abstract}`;
}

/** As the user we are. Source: D-Bus Specification, "Authentication Protocol". */
async function authenticate(socket: Socket): Promise<void> {
  const user = Buffer.from(String(process.getuid?.() ?? "")).toString("hex");
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  if (!answer.toString().startsWith("OK ")) throw new Error("the bus refused this user");
  socket.write("BEGIN\r\n");
}
