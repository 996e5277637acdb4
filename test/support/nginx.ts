import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { eventually } from "./eventually.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

interface NginxOptions {
  /** In PEM; plain HTTP without. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Where it passes requests on. */
  readonly upstreamPort: number;
  /** The path the gateway has here. */
  readonly path?: string;
  /** Headers a request needs, lower case. */
  readonly needs?: Readonly<Record<string, string>>;
  /** It wants a certificate of this authority from whoever comes. */
  readonly clientAuthority?: string;
  /** Where it passes on what is below `/j/`, for the same headers. */
  readonly linksPort?: number;
  /** What it does with a request that lacks one: words of `return`. */
  readonly otherwise?: string;
}

/** An edge in front of a gateway: Debian's nginx on loopback, in the foreground, as whoever runs the test. */
export interface Nginx {
  readonly port: number;
  /** What it wrote of each request: status, method and path, and the header `x-edge-secret`. */
  requests(): readonly string[];
}

/** Starts one that is gone when the test is. */
export async function nginx(options: NginxOptions): Promise<Nginx> {
  const {
    tls,
    upstreamPort,
    clientAuthority,
    linksPort,
    path = "/",
    needs = {},
    otherwise = "403",
  } = options;
  const folder = temporaryDirectory();
  const file = (name: string): string => join(folder, name);
  const port = await findFreePort();
  if (tls !== undefined) {
    writeFileSync(file("cert.pem"), tls.cert);
    writeFileSync(file("key.pem"), tls.key, { mode: 0o600 });
  }
  if (clientAuthority !== undefined) writeFileSync(file("clients.pem"), clientAuthority);
  const clients = `ssl_verify_client on; ssl_client_certificate ${file("clients.pem")};`;
  mkdirSync(file("temp"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${file("temp")}/${kind};`,
  );
  const gates = Object.entries(needs).map(
    ([name, value]) => `if ($http_${name.replaceAll("-", "_")} != "${value}") { return ${otherwise}; }`,
  );
  const links = `location /j/ { ${gates.join(" ")} proxy_pass http://127.0.0.1:${linksPort}; }`;
  const configuration = `
daemon off;
master_process off;
pid ${file("pid")};
error_log ${file("error.log")};
events {}
http {
  default_type text/html;
  ${temporary.join("\n  ")}
  log_format short '$status $request [$http_x_edge_secret]';
  access_log ${file("access.log")} short;
  server {
    listen 127.0.0.1:${port}${tls === undefined ? "" : " ssl"};
    ${tls === undefined ? "" : `ssl_certificate ${file("cert.pem")}; ssl_certificate_key ${file("key.pem")};`}
    ${clientAuthority === undefined ? "" : clients}
    location / { return 404; }
    ${linksPort === undefined ? "" : links}
    location ${path} {
      ${gates.join("\n      ")}
      proxy_pass http://127.0.0.1:${upstreamPort}/;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }
  }
}
`;
  const merged = path === "/" ? configuration.replace("    location / { return 404; }\n", "") : configuration;
  writeFileSync(file("nginx.conf"), merged);
  const running = spawn(
    "/usr/sbin/nginx",
    ["-c", file("nginx.conf"), "-e", file("error.log"), "-p", folder],
    {
      stdio: "ignore",
    },
  );
  onTestFinished(() => void running.kill("SIGKILL"));
  await eventually(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ host: "127.0.0.1", port }, () => {
          socket.destroy();
          resolve();
        });
        socket.once("error", reject);
      }),
  );
  const lines = (): string[] => readFileSync(file("access.log"), "utf8").split("\n").slice(0, -1);
  return { port, requests: lines };
}
