/** The environment variables a contained program gets; the rest of our environment stays outside. */
const kept: ReadonlySet<string> = new Set([
  "CARGO_HOME",
  "CLAWTRAY_INVOKE",
  "COLORTERM",
  "GOPATH",
  "GOROOT",
  "HOME",
  "JAVA_HOME",
  "LANG",
  "LANGUAGE",
  "LOGNAME",
  "NO_COLOR",
  "NVM_DIR",
  "PATH",
  "RUSTUP_HOME",
  "SHELL",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
  "TERM",
  "TZ",
  "USER",
]);

const PROXIES = /^(https?|all|no|ftp)_proxy$/i;
/** User and password in an address. */
const HOLDS_CREDENTIALS = /@/;

export interface CageVariables {
  readonly ofCaller: Readonly<Record<string, string>>;
  readonly network: boolean;
  /** Its private folder, as it is called inside. */
  readonly temporary: string;
}

/**
 * The environment inside: the harmless part of what the program would get outside, what the caller set, and what
 * switches off a folder's own instructions (`GIT_*`). Pure.
 */
export function cageEnvironment(
  outside: NodeJS.ProcessEnv,
  { ofCaller, network, temporary }: CageVariables,
): NodeJS.ProcessEnv {
  const environment = Object.create(null) as NodeJS.ProcessEnv;
  for (const [name, value] of Object.entries(outside)) {
    if (value === undefined) continue;
    const proxy = network && PROXIES.test(name) && !HOLDS_CREDENTIALS.test(value);
    if (
      kept.has(name) ||
      name.startsWith("LC_") ||
      name.startsWith("GIT_") ||
      proxy ||
      Object.hasOwn(ofCaller, name)
    )
      environment[name] = value;
  }
  environment.TMPDIR = temporary;
  return environment;
}
