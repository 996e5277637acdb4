import { describe, expect, it } from "vitest";
import type { RpcResult } from "../../src/core/gateway/contract.ts";
import { createSkillPrograms } from "../../src/core/node/skill-programs.ts";
import { ManualClock } from "../support/clock.ts";

const said = (payload: unknown): RpcResult => ({ ok: true, payload });
const refused: RpcResult = {
  ok: false,
  error: { code: "UNAVAILABLE", message: "not yet", details: null, retryAfterMs: null },
};

/** A connection that answers so, one after the other. */
function setting(...answers: RpcResult[]) {
  const clock = new ManualClock();
  const methods: string[] = [];
  const session = {
    async request(method: string) {
      methods.push(method);
      return answers.shift() ?? refused;
    },
  };
  return { clock, methods, skillPrograms: createSkillPrograms(session, clock) };
}

describe("the programs of the gateway's skills", () => {
  it("are asked for once for many commands, and anew when the answer is old", async () => {
    const { clock, methods, skillPrograms } = setting(said({ bins: ["gh"] }), said({ bins: ["jq"] }));
    expect(await Promise.all([skillPrograms(), skillPrograms()])).toEqual([["gh"], ["gh"]]);
    clock.advance(89_000);
    expect(await skillPrograms()).toEqual(["gh"]);
    clock.advance(2_000);
    expect(await skillPrograms()).toEqual(["jq"]);
    expect(methods).toEqual(["skills.bins", "skills.bins"]);
  });

  it("are none while the gateway does not say, and it is asked again at the next command", async () => {
    const { skillPrograms } = setting(refused, said({ bins: ["gh"] }));
    expect(await skillPrograms()).toEqual([]);
    expect(await skillPrograms()).toEqual(["gh"]);
  });

  it.each([[null], ["gh"], [{}], [{ bins: "gh" }], [{ bins: [1, null] }]])(
    "are none in %j",
    async (payload) => {
      expect(await setting(said(payload)).skillPrograms()).toEqual([]);
    },
  );
});
