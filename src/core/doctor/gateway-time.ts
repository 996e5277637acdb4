import { parseGatewayAddress } from "../gateway/address.ts";
import type { ChooseProxy } from "../gateway/proxy.ts";
import { openTransport } from "../gateway/transport.ts";
import { systemTrust } from "../gateway/trust.ts";
import type { GatewaySettings } from "../settings/settings.ts";

/** How long the gateway may take, ms. */
const LIMIT = 1_500;
/** Signing in there first. */
const SSH_LIMIT = 10_000;
/** Longer than the head of any response, bytes. */
const MAX_HEAD_LENGTH = 32_768;

/** The time in the head of the gateway's response to a plain request (RFC 9110, 6.6.1), ms; null when there is none. */
export async function gatewayTime(
  gateway: GatewaySettings,
  chooseProxy: ChooseProxy,
): Promise<number | null> {
  const address = parseGatewayAddress(gateway.url, { allowInsecure: gateway.allowInsecure });
  if (!address.ok) return null;
  const signal = AbortSignal.timeout(address.value.ssh === undefined ? LIMIT : SSH_LIMIT);
  const opened = await openTransport({
    address: address.value,
    tlsFingerprint: gateway.tlsFingerprint,
    trust: systemTrust,
    chooseProxy,
    signal,
  });
  if (!opened.ok) return null;
  const socket = opened.value;
  return new Promise((resolve) => {
    let head = "";
    const finish = (time: number | null): void => {
      socket.destroy();
      resolve(time);
    };
    signal.addEventListener("abort", () => finish(null), { once: true });
    socket.on("error", () => finish(null));
    socket.on("close", () => finish(null));
    socket.on("data", (data: Buffer) => {
      head += data.toString("latin1");
      const date = /^date:\s*([^\r\n]{1,64})\r?\n/im.exec(head)?.[1];
      if (date !== undefined) finish(Number.isNaN(Date.parse(date)) ? null : Date.parse(date));
      else if (head.includes("\r\n\r\n") || head.length > MAX_HEAD_LENGTH) finish(null);
    });
    socket.write(`HEAD / HTTP/1.1\r\nHost: ${address.value.host}\r\nConnection: close\r\n\r\n`);
  });
}
