import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { locationCommands } from "../../../src/core/commands/location.ts";
import { systemBusSocket } from "../../../src/core/dbus/bus.ts";
import { readMessage, writeCall } from "../../../src/core/dbus/bus-message.ts";
import { geoclueHere } from "../../../src/core/location/geoclue.ts";
import type { LocationProblem, LocationRequest, Place } from "../../../src/core/location/source.ts";
import { failure, success } from "../../../src/shared/result.ts";
import {
  type GeoclueManner,
  type GeocluePlace,
  geoclueLacks,
  startGeoclue,
  systemBus,
} from "../../support/geoclue.ts";
import { someContext } from "../../support/invoke-context.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const now = Date.parse("2026-11-28T05:00:00Z");
const place: Place = {
  latitude: 48.2,
  longitude: -16.4,
  accuracy: 100,
  altitude: null,
  speed: null,
  heading: null,
  at: now,
};
const answer = {
  lat: 48.2,
  lon: -16.4,
  accuracyMeters: 100,
  timestamp: "2026-11-28T05:00:00.000Z",
  isPrecise: true,
  source: "unknown",
};

describe("location.get", () => {
  /** Runs it with a source that answers this, and notes what was asked. */
  async function get(params: unknown, outcome: Place | LocationProblem = place) {
    const asked: LocationRequest[] = [];
    const [command] = locationCommands({
      async locate(request) {
        asked.push(request);
        return "kind" in outcome ? failure(outcome) : success(outcome);
      },
    });
    const payload = command?.run(params, someContext());
    return { asked, result: await payload?.catch(({ code, message }) => ({ code, message })) };
  }

  test("leaves out what the system does not know, and says how exact it is", async () => {
    expect((await get({})).result).toEqual(answer);
    const more = { ...place, accuracy: 100.5, altitude: -3, speed: 0, heading: 0 };
    expect((await get({}, more)).result).toEqual({
      ...answer,
      accuracyMeters: 100.5,
      altitudeMeters: -3,
      speedMps: 0,
      headingDeg: 0,
      isPrecise: false,
    });
  });

  test.each([
    [null, { accuracy: "balanced", timeoutMs: 10_000 }],
    [
      { timeoutMs: 1, desiredAccuracy: "coarse" },
      { accuracy: "coarse", timeoutMs: 1_000 },
    ],
    [
      { timeoutMs: 1e9, desiredAccuracy: "precise" },
      { accuracy: "precise", timeoutMs: 60_000 },
    ],
    [{ maxAgeMs: 15_000.7 }, { maxAgeMs: 15_000 }],
    [{ maxAgeMs: -1 }, { maxAgeMs: 0 }],
  ])("asks the system within bounds for %j", async (params, request) => {
    expect((await get(params)).asked).toEqual([expect.objectContaining(request)]);
  });

  test.each([
    [[]],
    ["here"],
    [{ desiredAccuracy: "exact" }],
    [{ desiredAccuracy: 8 }],
    [{ timeoutMs: "10" }],
    [{ maxAgeMs: Number.NaN }],
  ])("refuses %j and asks nobody", async (params) => {
    const { asked, result } = await get(params);
    expect(result).toMatchObject({ code: "INVALID_REQUEST" });
    expect(asked).toEqual([]);
  });

  test.each<[LocationProblem, string]>([
    [{ kind: "system-off" }, "LOCATION_DISABLED"],
    [{ kind: "denied" }, "LOCATION_PERMISSION_REQUIRED"],
    [{ kind: "timeout" }, "LOCATION_TIMEOUT"],
    [{ kind: "failed", detail: "no such thing" }, "LOCATION_UNAVAILABLE"],
  ])("answers %j with the gateway's code", async (problem, code) => {
    const { result } = await get({}, problem);
    expect(result).toMatchObject({ code, message: expect.stringMatching(`^${code}: `) });
  });
});

describe.skipIf(geoclueLacks !== "")(`GeoClue on a real bus${geoclueLacks}`, () => {
  const fresh: GeocluePlace = {
    Latitude: 48.2,
    Longitude: -16.4,
    Accuracy: 100,
    Altitude: -Number.MAX_VALUE,
    Speed: -1,
    Heading: -1,
    Timestamp: [now / 1_000, 0],
  };
  const request: LocationRequest = { accuracy: "precise", maxAgeMs: 60_000, timeoutMs: 20_000 };

  async function locate(manner: GeoclueManner, more: Partial<LocationRequest> = {}, signal?: AbortSignal) {
    const { environment, said } = await startGeoclue(manner);
    const source = await geoclueHere(environment, "linux", () => now);
    const located = source?.locate({ ...request, ...more }, signal ?? new AbortController().signal);
    return { said, located };
  }

  test("tells the place, asked for as this program, and lets the service rest again", async () => {
    const { located, said } = await locate({ places: [fresh] });
    expect(await located).toEqual(success(place));
    expect(said).toEqual(
      expect.arrayContaining(["set DesktopId clawtray", "set RequestedAccuracyLevel 8", "start"]),
    );
    await expect.poll(() => said.at(-1)).toBe("gone");
  });

  test.each([
    ["coarse", 4],
    ["balanced", 6],
  ] as const)("asks for %s as level %i", async (accuracy, level) => {
    const { located, said } = await locate({ places: [fresh] }, { accuracy });
    expect(await located).toMatchObject({ ok: true });
    expect(said).toContain(`set RequestedAccuracyLevel ${level}`);
  });

  test("waits for a place that is new enough, and is one", async () => {
    const old = { ...fresh, Latitude: 1, Timestamp: [now / 1_000 - 61, 0] } as const;
    const nowhere = { ...fresh, Latitude: 91 };
    const known = {
      ...fresh,
      Altitude: 182.5,
      Speed: 2,
      Heading: 270,
      Timestamp: [now / 1_000, 5_000],
    } as const;
    const { located } = await locate({ places: [old, nowhere, known] });
    expect(await located).toEqual(
      success({ ...place, altitude: 182.5, speed: 2, heading: 270, at: now + 5 }),
    );
  });

  test.each<[string, string, LocationProblem]>([
    ["no agent is there", "'clawtray' disallowed, no agent for UID 1000", { kind: "denied" }],
    ["it is not allowed", "'clawtray' disallowed by configuration for UID 1000", { kind: "denied" }],
    ["locations are off", "Geolocation disabled for UID 1000", { kind: "system-off" }],
  ])("says so when %s", async (_case, start, problem) => {
    const { located, said } = await locate({ start });
    expect(await located).toEqual(failure(problem));
    await expect.poll(() => said.at(-1)).toBe("gone");
  });

  test.each<[string, GeoclueManner]>([
    ["never answers", { silent: true }],
    ["never starts", { start: "silent" }],
    ["never knows a place", {}],
  ])("ends in time when the service %s", async (_case, manner) => {
    const { located } = await locate(manner, { timeoutMs: 300 });
    expect(await located).toEqual(failure({ kind: "timeout" }));
  });

  test("ends at once when nobody waits any more", async () => {
    const controller = new AbortController();
    const { located, said } = await locate({}, {}, controller.signal);
    await expect.poll(() => said).toContain("start");
    controller.abort();
    expect(await located).toMatchObject({ ok: false, failure: { kind: "failed" } });
    await expect.poll(() => said.at(-1)).toBe("gone");
  });

  test("is not there without the service, without a bus, and on other systems", async () => {
    const { environment } = await systemBus();
    expect(await geoclueHere(environment, "linux", () => now)).toBeNull();
    const nowhere = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(temporaryDirectory(), "bus")}` };
    expect(await geoclueHere(nowhere, "linux", () => now)).toBeNull();
    const { environment: withIt } = await startGeoclue({});
    expect(await geoclueHere(withIt, "linux", () => now)).not.toBeNull();
    expect(await geoclueHere(withIt, "darwin", () => now)).toBeNull();
  });

  test.each([
    ["says nothing", ""],
    ["does not let us in", "REJECTED EXTERNAL\r\n"],
    ["talks without end", "x".repeat(5_000)],
    ["talks nonsense", `OK 1234\r\n${"nonsense".repeat(10)}`],
  ])("is not there when the bus %s", async (_case, words) => {
    const path = join(temporaryDirectory(), "bus");
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write(words);
    }).listen(path);
    onTestFinished(() => void server.close());
    const environment = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${path}` };
    expect(await geoclueHere(environment, "linux", () => now)).toBeNull();
  });
});

describe("the address of the system bus", () => {
  test.each([
    [undefined, "/run/dbus/system_bus_socket"],
    ["", "/run/dbus/system_bus_socket"],
    ["unix:path=/a%20b/c,guid=0123", "/a b/c"],
    ["unix:guid=0123,path=/a", "/a"],
    ["tcp:host=localhost,port=1;unix:path=/b", "/b"],
    ["unix:abstract=/a", null],
    ["unix:path=%", null],
  ])("of %j is %j", (address, socket) => {
    expect(systemBusSocket({ DBUS_SYSTEM_BUS_ADDRESS: address })).toBe(socket);
  });
});

describe("a message of the bus", () => {
  const call = { destination: "a.b", path: "/c", interface: "d.e", member: "F" };
  const whole = writeCall(7, call, [
    ["s", "é"],
    ["v", ["u", 4_000_000_000]],
  ]);
  const broken = (at: number, ...bytes: readonly number[]): Buffer => {
    const copy = Buffer.from(whole);
    copy.set(bytes, at);
    return copy;
  };

  test("is read as it was written, once it is there", () => {
    for (let length = 0; length < whole.length; length += 1)
      expect(readMessage(whole.subarray(0, length))).toBeNull();
    expect(readMessage(Buffer.concat([whole, whole]))).toEqual({
      end: whole.length,
      message: {
        kind: "call",
        replySerial: 0,
        path: "/c",
        interface: "d.e",
        member: "F",
        errorName: "",
        sender: "",
        body: ["é", 4_000_000_000],
      },
    });
  });

  const signatureAt = whole.indexOf("\x02sv") + 1;
  test.each([
    ["is in no byte order", broken(0, 0x20)],
    ["is larger than any", broken(4, 0xff, 0xff, 0xff, 0x7f)],
    ["has fields that are longer than it", broken(12, 0xff, 0xff, 0x0f, 0)],
    ["has a text that is longer than it", broken(whole.length - 16, 0xff, 0xff, 0, 0)],
    ["has a struct of nothing", broken(signatureAt, 0x28, 0x29)],
    ["has a type that there is not", broken(signatureAt, 0x7a)],
  ])("is refused when it %s", (_case, bytes) => {
    const padded = Buffer.concat([bytes, Buffer.alloc(2 * 1024 * 1024)]);
    expect(() => readMessage(padded)).toThrow();
  });
});
