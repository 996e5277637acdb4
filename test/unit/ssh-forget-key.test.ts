import { expect, test } from "vitest";
import { forgetKeyCommand } from "../../src/core/ssh/problem.ts";

const target = { user: "me", host: "box", port: null, gatewayPort: 18789 };
/** What OpenSSH 9 and 10 say, without the warning before it. */
const said = (name: string, file: string) =>
  `Add correct host key in ${file} to get rid of this message.\nOffending ED25519 key in ${file}:3\nHost key for ${name} has changed and you have requested strict checking.\r\nHost key verification failed.\r\n`;

test.each([
  ["box.example", "/home/me/.ssh/known_hosts", "ssh-keygen -R box.example"],
  ["[box.example]:2222", "/home/me/.ssh/known_hosts", 'ssh-keygen -R "[box.example]:2222"'],
  ["fd00::1", "/home/me/.ssh/known_hosts", "ssh-keygen -R fd00::1"],
  ["[fd00::1]:2222", "C:\\Users\\Me Too\\.ssh\\known_hosts", 'ssh-keygen -R "[fd00::1]:2222"'],
  ["box", "/etc/ssh/ssh_known_hosts", "ssh-keygen -f /etc/ssh/ssh_known_hosts -R box"],
  ["box", "/srv/our hosts", 'ssh-keygen -f "/srv/our hosts" -R box'],
  ["box", "/srv/$HOME's", "ssh-keygen -f '/srv/$HOME'\\''s' -R box"],
  ["box", "C:\\Our Hosts\\known", 'ssh-keygen -f "C:\\Our Hosts\\known" -R box'],
])("the known key of %s in %s is removed with: %s", (name, file, command) => {
  expect(forgetKeyCommand(said(name, file), target)).toBe(command);
});

test("a name that ssh did not say, or that is none, is the address's", () => {
  expect(forgetKeyCommand("", target)).toBe("ssh-keygen -R box");
  expect(forgetKeyCommand("", { ...target, port: 22 })).toBe("ssh-keygen -R box");
  expect(forgetKeyCommand(said("x; rm -rf /", ""), { ...target, port: 2222 })).toBe(
    'ssh-keygen -R "[box]:2222"',
  );
});
