import { WebSocket } from "ws";

// The bare minimum of what a node does with an invoke: one process, one socket, every frame sent back.
const socket = new WebSocket(process.argv[2] ?? "", { perMessageDeflate: false });
socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
socket.on("close", () => process.exit(0));
