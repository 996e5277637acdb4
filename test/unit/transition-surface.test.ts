import { describe, expect, test } from "vitest";
import type { KnownGateway } from "../../src/core/node/model.ts";
import { deviceId, gateway, hello, lost, Machine, pairing, ready } from "../support/transition-machine.ts";

describe("while the surface waits", () => {
  test("is let in fewer than ten times in any minute, whoever asks for it, and stays connected meanwhile", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    const times: number[] = [];
    const join = () => {
      times.push(machine.mono);
      machine.connect();
    };
    join();
    for (let round = 0; round < 2_000; round += 1) {
      machine.later(100).send({ kind: "renew-session", attempt: machine.model.attempt });
      if (machine.connecting) join();
      expect(machine.state.phase).toBe("connected");
    }
    const inMinute = (from: number): number =>
      times.filter((time) => time >= from && time < from + 60_000).length;
    expect(Math.max(...times.map(inMinute))).toBeLessThan(10);
    expect(times.length).toBeGreaterThan(10);
  });

  test("is let in fewer than ten times in any minute by a gateway that keeps hanging up", () => {
    const machine = ready().fail(pairing).later(1_000).send({ kind: "retry-due" });
    machine.random = 0;
    const times: number[] = [];
    for (const begin = machine.mono; machine.mono < begin + 300_000; ) {
      times.push(machine.mono);
      machine.connect().later(6_000).end(lost);
      machine.untilItConnects();
    }
    const inMinute = (from: number): number =>
      times.filter((time) => time >= from && time < from + 60_000).length;
    expect(Math.max(...times.map(inMinute))).toBeLessThan(10);
  });
});

describe("a command that the gateway has called", () => {
  const offering = (known: KnownGateway = gateway): Machine =>
    new Machine(known).send({ kind: "identity-ready", deviceId }).send({
      kind: "capabilities",
      capabilities: [{ name: "device", on: true, available: true, commands: ["device.info"] }],
    });
  const called = ({ state }: Machine) => (state.phase === "connected" ? state.called : null);
  const invoke = (machine: Machine, command: string): Machine =>
    machine.send({ kind: "invoked", attempt: machine.model.attempt, command });
  const remembered = ({ effects }: Machine) =>
    effects.flatMap((effect) => (effect.kind === "remember-gateway" ? [effect.gateway.called] : []));

  test("is shown and kept with the gateway, once, and only if it is offered", () => {
    const machine = invoke(offering().connect(), "device.info");
    expect(called(machine)).toEqual(["device.info"]);
    expect(remembered(machine)).toEqual([["device.info"]]);
    for (const command of ["device.info", "something.else"]) {
      expect(remembered(invoke(machine, command))).toEqual([]);
      expect(called(machine)).toEqual(["device.info"]);
    }
  });

  test("still counts after a restart, as long as the gateway is of the same version", () => {
    const known = { ...gateway, version: hello.serverVersion, called: ["device.info"] };
    expect(called(offering(known).connect())).toEqual(["device.info"]);
    const updated = offering(known).connect({ ...hello, serverVersion: "2026.10.1" });
    expect(called(updated)).toEqual([]);
    expect(remembered(updated)).toEqual([[]]);
  });

  test("no longer counts at another gateway, or after the pairing", () => {
    const known = { ...gateway, version: hello.serverVersion, called: ["device.info"] };
    const moved = offering(known).send({
      kind: "gateway-chosen",
      gateway: { ...gateway, url: "ws://10.0.0.2:1" },
    });
    expect(called(moved.connect())).toEqual([]);
    const removed = offering(known).fail(pairing);
    expect(removed.model.gateway?.called).toEqual([]);
  });
});
