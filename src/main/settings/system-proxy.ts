import type { GatewayAddress } from "../../core/gateway/address.ts";
import {
  authorityOf,
  type ChooseProxy,
  isAlwaysDirect,
  type ProxyChoice,
  proxyOfEnvironment,
  readPacAnswer,
} from "../../core/gateway/proxy.ts";

/** What Electron's `session.resolveProxy` does: the system's answer for an address, in the form of a PAC file. */
export type ResolveProxy = (url: string) => Promise<string>;

/**
 * The proxy for a gateway of the desktop app: what the environment says or, if it says nothing, what the system is set
 * to. A system that cannot be asked counts as one without a proxy.
 */
export const desktopProxy =
  (resolve: ResolveProxy, environment: NodeJS.ProcessEnv = process.env): ChooseProxy =>
  async (address: GatewayAddress): Promise<ProxyChoice> => {
    const said = proxyOfEnvironment(address, environment);
    if (said !== null) return said;
    if (isAlwaysDirect(address)) return { kind: "direct" };
    try {
      return readPacAnswer(await resolve(`https://${authorityOf(address.host, address.port)}/`));
    } catch {
      return { kind: "direct" };
    }
  };
