import { mkdirSync, writeFileSync } from "node:fs";
import type { NetworkInterfaceInfo } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { deviceInfo, deviceStatus } from "../../src/core/commands/device.ts";
import { readBattery } from "../../src/core/device/battery.ts";
import { bounded } from "../../src/core/device/bounded.ts";
import { readModel } from "../../src/core/device/model.ts";
import { readNetwork } from "../../src/core/device/network.ts";
import { readSystemVersion } from "../../src/core/device/system-version.ts";
import { readThermal } from "../../src/core/device/thermal.ts";
import { someContext } from "../support/invoke-context.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A machine made of the files a kernel shows. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return root;
}

const supply = (name: string, fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [`sys/class/power_supply/${name}/${field}`, value]),
  );

describe("the battery", () => {
  test.each([
    ["Discharging", "42", { level: 0.42, state: "unplugged" }],
    ["Charging", "99", { level: 0.99, state: "charging" }],
    ["Full", "100", { level: 1, state: "full" }],
    ["Not charging", "80", { level: 0.8, state: "unknown" }],
    ["Discharging", "many", { state: "unplugged" }],
    ["Discharging", "250", { state: "unplugged" }],
  ])("that says %s and %s is %j", async (status, capacity, expected) => {
    const root = machine({
      ...supply("BAT0", { type: "Battery", status, capacity }),
      ...supply("AC", { type: "Mains", online: "1" }),
    });
    expect(await readBattery("linux", root)).toEqual({ ...expected, lowPowerModeEnabled: false });
  });

  test("of two is one: the mean level, charging when any charges", async () => {
    const root = machine({
      ...supply("BAT0", { type: "Battery", status: "Full", capacity: "100" }),
      ...supply("BAT1", { type: "Battery", status: "Charging", capacity: "50" }),
      "sys/firmware/acpi/platform_profile": "low-power",
    });
    expect(await readBattery("linux", root)).toEqual({
      level: 0.75,
      state: "charging",
      lowPowerModeEnabled: true,
    });
  });

  test("of a mouse is not the computer's", async () => {
    const root = machine(supply("hid", { type: "Battery", scope: "Device", status: "Full", capacity: "9" }));
    expect(await readBattery("linux", root)).toBeNull();
    expect(await readBattery("linux", temporaryDirectory())).toBeNull();
  });
});

describe("the thermal state", () => {
  const zone = (temp: string) => ({
    "sys/class/thermal/thermal_zone0/temp": temp,
    "sys/class/thermal/thermal_zone0/trip_point_0_type": "passive",
    "sys/class/thermal/thermal_zone0/trip_point_0_temp": "70000",
    "sys/class/thermal/thermal_zone0/trip_point_1_type": "hot",
    "sys/class/thermal/thermal_zone0/trip_point_1_temp": "90000",
    "sys/class/thermal/thermal_zone0/trip_point_2_type": "critical",
    "sys/class/thermal/thermal_zone0/trip_point_2_temp": "-274000",
  });
  test.each([
    ["45000", "nominal"],
    ["70000", "fair"],
    ["95000", "serious"],
    ["nonsense", null],
  ])("at %s is %s", async (temp, expected) => {
    expect(await readThermal("linux", machine(zone(temp)))).toBe(expected);
  });

  test("is not told from a temperature alone", async () => {
    const root = machine({ "sys/class/thermal/thermal_zone0/temp": "45000" });
    expect(await readThermal("linux", root)).toBeNull();
  });
});

describe("the network", () => {
  const at = (address: string, internal = false): NetworkInterfaceInfo[] => [
    { address, internal, family: "IPv4", netmask: "", mac: "", cidr: null },
  ];

  test("names the kinds of what leads out, and leaves out what does not", async () => {
    const root = machine({
      "sys/class/net/wlp2s0/uevent": "DEVTYPE=wlan",
      "sys/class/net/wwan0/uevent": "DEVTYPE=wwan",
      "sys/class/net/enp3s0/uevent": "",
    });
    const network = await readNetwork("linux", root, {
      lo: at("127.0.0.1", true),
      docker0: at("172.17.0.1"),
      enp9s0: at("169.254.3.4"),
      wlp2s0: at("192.168.1.2"),
      enp3s0: at("192.168.1.3"),
      wwan0: at("10.1.1.1"),
      tun0: at("100.64.0.1"),
    });
    expect(network).toEqual({
      status: "satisfied",
      isExpensive: true,
      isConstrained: false,
      interfaces: ["wifi", "wired", "cellular", "other"],
    });
  });

  test("is unsatisfied when nothing leads out", async () => {
    const only = { lo: at("127.0.0.1", true), docker0: at("172.17.0.1"), eth0: at("fe80::1") };
    expect(await readNetwork("linux", temporaryDirectory(), only)).toMatchObject({
      status: "unsatisfied",
      interfaces: [],
    });
  });
});

describe("the model and the system", () => {
  test.each([
    [{ "sys/class/dmi/id/sys_vendor": "LENOVO", "sys/class/dmi/id/product_name": "20XW" }, "LENOVO 20XW"],
    [{ "sys/class/dmi/id/product_name": "To be filled by O.E.M." }, null],
    [{ "proc/device-tree/model": "Raspberry Pi 5 Model B\0" }, "Raspberry Pi 5 Model B"],
    [{}, null],
  ])("of %j is %s", async (files, expected) => {
    expect(await readModel("linux", machine(files as Record<string, string>))).toBe(expected);
  });

  test("has the version a person knows", async () => {
    const linux = machine({ "etc/os-release": 'NAME="X"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"' });
    expect(await readSystemVersion("linux", linux)).toBe("Debian GNU/Linux 12 (bookworm)");
    const macos = machine({
      "System/Library/CoreServices/SystemVersion.plist":
        "<dict><key>ProductVersion</key>\n<string>15.1</string></dict>",
    });
    expect(await readSystemVersion("darwin", macos)).toBe("15.1");
  });
});

describe("a fact that does not come", () => {
  test("is absent after its time, and so is one that fails", async () => {
    expect(await bounded(() => new Promise<never>(() => {}), 20)).toBeNull();
    expect(
      await bounded(async () => {
        throw new Error("no");
      }),
    ).toBeNull();
  });
});

describe("device.info and device.status of this computer", () => {
  test("have the documented fields, each of its documented type", async () => {
    const { platform } = process;
    const info = (await deviceInfo({ appVersion: "1.2.3", platform }).run({}, someContext())) as object;
    expect(info).toMatchObject({
      deviceName: expect.any(String),
      systemName: expect.any(String),
      systemVersion: expect.any(String),
      appVersion: "1.2.3",
      appBuild: "1.2.3",
      locale: expect.stringMatching(/^[a-z]{2}/),
    });
    const status = await deviceStatus({ platform }).run({}, someContext());
    expect(status).toMatchObject({
      battery: { state: expect.stringMatching(/^(unknown|unplugged|charging|full)$/) },
      storage: {
        totalBytes: expect.any(Number),
        freeBytes: expect.any(Number),
        usedBytes: expect.any(Number),
      },
      network: { status: expect.stringMatching(/satisfied$/), interfaces: expect.any(Array) },
      uptimeSeconds: expect.any(Number),
    });
    expect(JSON.stringify(status)).not.toContain("null");
  });
});
