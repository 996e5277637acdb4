import { WebSocket } from "ws";

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl?: string;
}

/**
 * Reloads every page of a program with this debugging port (Chrome DevTools Protocol, `Page.reload`); resolves with how
 * many there were. None when nothing is listening.
 */
export async function reloadPages(port: number): Promise<number> {
  let targets: readonly Target[];
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
    targets = (await answer.json()) as readonly Target[];
  } catch {
    return 0;
  }
  const pages = targets.flatMap(({ type, webSocketDebuggerUrl }) =>
    type === "page" && webSocketDebuggerUrl !== undefined ? [webSocketDebuggerUrl] : [],
  );
  await Promise.all(pages.map(reload));
  return pages.length;
}

function reload(url: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.once("open", () =>
      socket.send(JSON.stringify({ id: 1, method: "Page.reload", params: { ignoreCache: true } })),
    );
    socket.once("message", () => socket.close());
    socket.once("close", () => resolve());
    socket.once("error", () => resolve());
  });
}
