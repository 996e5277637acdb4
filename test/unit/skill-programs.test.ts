import { describe, expect, test } from "vitest";
import type { RpcResult } from "../../src/core/gateway/rpc.ts";
import { createSkillPrograms } from "../../src/core/node/skill-programs.ts";
import { ManualClock } from "../support/clock.ts";
import { sessionOver } from "../support/gateway-session.ts";

const said = (payload: unknown): RpcResult => ({ ok: true, payload });
const refused: RpcResult = {
  ok: false,
  error: { code: "UNAVAILABLE", message: "not yet", details: null, retryAfterMs: null },
};

/** A connection that answers so, one after the other. */
function setting(...answers: RpcResult[]) {
  const clock = new ManualClock();
  const methods: string[] = [];
  const session = sessionOver(clock, async (method) => {
    methods.push(method);
    return answers.shift() ?? refused;
  });
  return { clock, methods, skillPrograms: createSkillPrograms(session, clock) };
}

describe("the programs of the gateway's skills", () => {
  test("are asked for once for many commands, and again when the answer is old", async () => {
    const { clock, methods, skillPrograms } = setting(said({ bins: ["gh"] }), said({ bins: ["jq"] }));
    expect(await Promise.all([skillPrograms(), skillPrograms()])).toEqual([["gh"], ["gh"]]);
    clock.advance(89_000);
    expect(await skillPrograms()).toEqual(["gh"]);
    clock.advance(2_000);
    expect(await skillPrograms()).toEqual(["jq"]);
    expect(methods).toEqual(["skills.bins", "skills.bins"]);
  });

  test("are none while the gateway does not say, and it is asked again at the next command", async () => {
    const { skillPrograms } = setting(refused, said({ bins: ["gh"] }));
    expect(await skillPrograms()).toEqual([]);
    expect(await skillPrograms()).toEqual(["gh"]);
  });

  test.each([[null], ["gh"], [{}], [{ bins: "gh" }], [{ bins: [1, null] }]])(
    "are none in %j",
    async (payload) => {
      expect(await setting(said(payload)).skillPrograms()).toEqual([]);
    },
  );
});
