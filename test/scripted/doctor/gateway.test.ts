import { certificateValid, selfSignedCertificate } from "../certificate.ts";
import { closedPort, gatewayFor, knows, secretToken, webServer } from "./set-up.ts";
import { testBroken } from "./verify.ts";

testBroken([
  {
    what: "nothing ever ran here",
    break: () => {},
    check: "address",
    level: "failure",
    says: /No gateway is known/,
    todo: /clawtray run --gateway HOST/,
  },
  {
    what: "a name nobody knows",
    break: (setUp) => knows(setUp, "ws://gateway.invalid.local:18789"),
    check: "name",
    level: "failure",
    says: /gateway\.invalid\.local/,
    todo: /DNS|spelling/,
  },
  {
    what: "a port where nobody listens",
    break: async (setUp) => knows(setUp, `ws://127.0.0.1:${await closedPort()}`),
    check: "port",
    level: "failure",
    says: /refuse|not running|nothing/i,
    todo: /Start the gateway/,
  },
  {
    what: "a web server instead of a gateway",
    break: async (setUp) => knows(setUp, await webServer()),
    check: "gateway",
    level: "failure",
    says: /not.*gateway|gateway/i,
    todo: /HOST:PORT/,
  },
  {
    what: "a clock that is an hour behind the gateway's",
    break: async (setUp) => knows(setUp, await webServer(3_600_000)),
    check: "clock",
    level: "failure",
    says: /60 min behind/,
    todo: /NTP/,
  },
  {
    what: "a certificate that stands for itself",
    break: async (setUp) => {
      const gateway = await gatewayFor({ tls: selfSignedCertificate() });
      await knows(setUp, gateway.url);
    },
    check: "tls",
    level: "failure",
    says: /certificate/i,
    todo: /--tls-fingerprint|fingerprint/,
  },
  {
    what: "a certificate whose time is over",
    break: async (setUp) => {
      const gateway = await gatewayFor({ tls: certificateValid("240101000000Z", "250101000000Z") });
      await knows(setUp, gateway.url);
    },
    check: "tls",
    level: "failure",
    says: /expired|2025/i,
    todo: /renew/i,
  },
  {
    what: "a proxy in the environment that cannot be used",
    break: async (setUp) => {
      setUp.environment.HTTPS_PROXY = "socks5://user:hunter2-proxy@proxy.example:1080";
      await knows(setUp, `wss://192.0.2.7:${await closedPort()}`);
    },
    check: "proxy",
    level: "failure",
    says: /HTTPS_PROXY sets a proxy that cannot be used: it is a SOCKS proxy/,
    todo: /Set HTTPS_PROXY to an HTTP proxy/,
  },
  {
    what: "a token with a line break",
    break: async (setUp) => {
      await knows(setUp, await webServer());
      setUp.environment.OPENCLAW_GATEWAY_TOKEN = `${secretToken}\n`;
    },
    check: "credentials",
    level: "failure",
    says: /OPENCLAW_GATEWAY_TOKEN contains a line break/,
    todo: /Set it again/,
  },
  {
    what: "a clock that is an hour ahead of the gateway's",
    break: async (setUp) => knows(setUp, await webServer(-3_600_000)),
    check: "clock",
    level: "failure",
    says: /60 min ahead of/,
    todo: /NTP/,
  },
]);
