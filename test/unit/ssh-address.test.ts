import { describe, expect, test } from "vitest";
import { parseGatewayAddress } from "../../src/core/gateway/address.ts";
import { tunnelArguments } from "../../src/core/ssh/arguments.ts";

/** What is typed, and the one way it is written then. */
const understood: readonly (readonly [string, string])[] = [
  ["ssh://me@box", "ssh://me@box"],
  ["  ssh://me@box  ", "ssh://me@box"],
  ["SSH://me@box", "ssh://me@box"],
  ["ssh://me@box/", "ssh://me@box"],
  ["ssh://box", "ssh://box"],
  // What stands around an address in a mail, and a slip.
  ["use ssh://me@box please", "ssh://me@box"],
  ["<ssh://me@box>", "ssh://me@box"],
  ["ssh:/me@box", "ssh://me@box"],
  ["ssh://me@box:2222", "ssh://me@box:2222"],
  // Without a port the configuration of ssh decides; 22 said is 22.
  ["ssh://me@box:22", "ssh://me@box:22"],
  ["ssh://me@box:", "ssh://me@box"],
  ["ssh://me@box:022", "ssh://me@box:22"],
  ["ssh://me@box?gateway=18789", "ssh://me@box"],
  ["ssh://me@box?gateway=19000", "ssh://me@box?gateway=19000"],
  ["ssh://me@box:2222/?gateway=1", "ssh://me@box:2222?gateway=1"],
  ["ssh://me@BOX.Example.", "ssh://me@box.example"],
  ["ssh://Me@box", "ssh://Me@box"],
  ["ssh://me.too-x_1+a@box-1.lan", "ssh://me.too-x_1+a@box-1.lan"],
  ["ssh://me@10.0.0.7", "ssh://me@10.0.0.7"],
  ["ssh://me@[fd00::7]:2222", "ssh://me@[fd00::7]:2222"],
  ["ssh://me@[::1]", "ssh://me@[::1]"],
  ["ssh://me@fd00::7", "ssh://me@[fd00::7]"],
  ["ssh://me@my_alias", "ssh://me@my_alias"],
  ["ssh://me@bücher.example", "ssh://me@xn--bcher-kva.example"],
];

/** What is refused, and why. */
const refused: readonly (readonly [string, string])[] = [
  // Options in the place of a host, a user or a port.
  ["ssh://-oProxyCommand=touch%20x", "ssh-address"],
  ["ssh://-oProxyCommand=x/", "ssh-address"],
  ["ssh://-oX/", "ssh-address"],
  ["ssh://-F/dev/null", "ssh-address"],
  ["ssh://-l", "ssh-address"],
  ["ssh://--", "ssh-address"],
  ["ssh://me@-oProxyCommand=x", "ssh-address"],
  ["ssh://-oProxyCommand=x@box", "ssh-address"],
  ["ssh://-l@box", "ssh-address"],
  ["ssh://me@box:-oProxyCommand=x", "port"],
  ["ssh://me@box?gateway=-oX", "port"],
  // What a shell, or ssh's own tokens, would read as something else.
  ["ssh://me@box%h", "ssh-address"],
  ["ssh://m%r@box", "ssh-address"],
  ["ssh://%d@box", "ssh-address"],
  ["ssh://me@box;id", "ssh-address"],
  ["ssh://me;id@box", "ssh-address"],
  ["ssh://$(id)@box", "ssh-address"],
  ["ssh://me@$(id)", "ssh-address"],
  ["ssh://me@`id`", "ssh-address"],
  ["ssh://me@box|id", "ssh-address"],
  ["ssh://me@box&id", "ssh-address"],
  ["ssh://me@box>x", "ssh-address"],
  ["ssh://me@'box'", "ssh-address"],
  ['ssh://"me"@box', "ssh-address"],
  ["ssh://me@{a,b}", "ssh-address"],
  ["ssh://me@bo*x", "ssh-address"],
  ["ssh://me@!box", "ssh-address"],
  ["ssh://~me@box", "ssh-address"],
  ["ssh://me@box,other", "ssh-address"],
  ["ssh://me@other@box", "ssh-address"],
  ["ssh://me@\uff0doProxyCommand", "ssh-address"],
  ["ssh://me@box\uff05h", "ssh-address"],
  ["ssh://me@b\u00fcx\\x", "ssh-address"],
  // Spaces and what cannot be seen.
  ["ssh://me@box other", "ssh-address"],
  ["ssh://me you@box", "ssh-address"],
  ["ssh:// box", "ssh-address"],
  ["ssh://me@box\n-oX", "ssh-address"],
  ["ssh://me@bo\u0000x", "control-characters"],
  ["ssh://me@b\u200dox", "control-characters"],
  ["ssh://me@b\u00a0ox", "ssh-address"],
  // Secrets, and parts there are none of.
  ["ssh://me:secret@box", "ssh-password"],
  ["ssh://:secret@box", "ssh-password"],
  ["ssh://me:@box", "ssh-password"],
  ["ssh://me@box/path", "ssh-address"],
  ["ssh://me@box/../x", "ssh-address"],
  ["ssh://me@box\\x", "ssh-address"],
  ["ssh://me@box#x", "ssh-address"],
  ["ssh://me@box?gateway=1&x=2", "port"],
  ["ssh://me@box?token=abc", "ssh-address"],
  ["ssh://me@box?", "understood"],
  // Hosts and ports that are none.
  ["ssh://", "ssh-address"],
  ["ssh://me@", "ssh-address"],
  ["ssh://@box", "ssh-address"],
  ["ssh://me@.box", "ssh-address"],
  ["ssh://me@box-", "ssh-address"],
  ["ssh://me@[fe80::1%eth0]", "ssh-address"],
  ["ssh://me@[box]", "ssh-address"],
  ["ssh://me@[-oX]", "ssh-address"],
  ["ssh://me@box:0", "port"],
  ["ssh://me@box:65536", "port"],
  ["ssh://me@box:22x", "port"],
  ["ssh://me@box:22:23", "port"],
  ["ssh://me@box?gateway=0", "port"],
  ["ssh://me@box?gateway=", "port"],
  [`ssh://${"m".repeat(65)}@box`, "ssh-address"],
  [`ssh://me@${"b".repeat(300)}`, "ssh-address"],
  [`ssh://me@${"b".repeat(3_000)}`, "too-long"],
];

describe("an ssh:// address", () => {
  test.each(understood)("%j is %s, and says so of itself", (typed, url) => {
    for (const text of [typed, url]) {
      const address = parseGatewayAddress(text);
      expect(address).toMatchObject({ ok: true, value: { url, secure: false } });
    }
  });

  test.each(refused)("%j: %s", (typed, code) => {
    const address = parseGatewayAddress(typed);
    expect(address.ok ? "understood" : address.failure.code).toBe(code);
    // Of what is refused nothing is repeated but a port that is a number.
    if (!address.ok && address.failure.code === "port") expect(address.failure.port ?? "0").toMatch(/^\d+$/);
  });

  test("becomes arguments of which only ours are options, with the host after the end of options", () => {
    for (const [typed] of understood) {
      const address = parseGatewayAddress(typed);
      if (!address.ok || address.value.ssh === undefined) throw new Error(typed);
      const words = tunnelArguments(address.value.ssh);
      expect(words.at(-2)).toBe("--");
      expect(words.at(-1)).not.toMatch(/^-|[\s%$;|&<>'"`@]/);
      const own = words.slice(0, -2).filter((word) => word.startsWith("-"));
      expect(new Set(own)).toEqual(new Set(own.filter((word) => /^-[TWolp]$/.test(word))));
    }
  });
});
