import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to whoever asks for any, so that no connection takes one meanwhile. */
const [FIRST, END] = [20_000, 32_000];
const ATTEMPTS = 100;

/**
 * A TCP port that is free on `host` now, and that no other process is given by this until this one ends: a gateway needs
 * seconds until it has its port. What says so is the UDP port of that number.
 */
export async function findFreePort(host = "127.0.0.1"): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    if ((await isFree(port, host)) && (await claim(port))) return port;
  }
  throw new Error(`no port is free on ${host}`);
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  const listening = once(server, "listening");
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}

async function claim(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  const bound = once(socket, "listening");
  socket.bind({ port, address: "127.0.0.1", exclusive: true });
  try {
    await bound;
  } catch (error) {
    socket.close();
    if (isTaken(error)) return false;
    throw error;
  }
  socket.unref();
  return true;
}

/** Windows keeps some ports to itself, and says so. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
