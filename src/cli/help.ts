export const helpText = `clawtray: makes this computer a node of an OpenClaw gateway

Usage
  clawtray run [options]        connect, show what the administrator needs, stay connected;
                                ask in this terminal before a program runs
  clawtray status [--json]      the running node, and what was last known
  clawtray identity [--json]    device id and fingerprint; creates nothing
  clawtray capabilities         what this computer may be asked to do; with
      on NAME, off NAME         change it, also while it runs
  clawtray approvals [...]      what may run here without a question; change it
  clawtray activity [options]   which programs were asked for, and what became of it
  clawtray forget [--yes]       destroy the identity of this computer; asks first

Options of run
  --gateway URL            host, host:port, ws://..., wss://..., http(s)://...; remembered
  --display-name NAME      the name shown at the gateway; remembered
  --state-dir DIR          another folder for settings (each folder is a device of its own)
  --key-store WHERE        keychain (default) or file: a key file in the state folder
  --tls-fingerprint HEX    trust exactly this certificate (SHA-256)
  --allow-insecure         ws:// to a public address, against advice
  --exit-when-blocked      end with code 3 when a person must act
  --log-level LEVEL        error, warn, info or debug, to standard error (default: error)
  --json                   one JSON object per line: {"at": ms, "state": {...}}

Approvals (they hold from the next command on, also in a running node; where run has no
terminal, or with --json, nobody can be asked and only what the rules allow runs)
  clawtray approvals [--json]                 what holds for each agent
  clawtray approvals allow PATTERN            trust a program: git, /usr/bin/git, ~/bin/*
  clawtray approvals remove ID                no longer trust it; the ID is in the list
  clawtray approvals set [options]
      --security deny|allowlist|full     nothing, trusted programs, or everything may run
      --ask off|on-miss|always           never, for what is not trusted, or every time
      --auto-allow-skills on|off         programs that the gateway's skills use are trusted
      --remote-may-loosen on|off         the gateway may loosen these rules, not only tighten
      --accept-gateway-approvals on|off  a yes given at the gateway counts here
  --agent ID                             for one agent only (allow, and set)

Options of activity
  --agent ID               only of this agent
  --denied                 only what was refused
  --since DURATION         not older than 30s, 15m, 2h, 7d
  --limit N                the newest N (default 50)
  --clear                  empty it
  --json                   one JSON object per line

  --state-dir and --key-store are understood by every command.

Environment
  OPENCLAW_GATEWAY_TOKEN, OPENCLAW_GATEWAY_PASSWORD
      shown to a gateway that does not know this device yet; never stored
      once the gateway has issued a device token

Exit codes
  0 ended as asked    1 failed             2 wrong arguments
  3 blocked           4 already running    5 no identity

Signals
  SIGINT, SIGTERM: close cleanly.   SIGHUP: try again now.
`;
