import { expect, test } from "vitest";
import { takeGivenSecrets } from "../../src/core/environment/own-environment.ts";

test("the values come out of the environment, and only those that were asked for", () => {
  const environment: NodeJS.ProcessEnv = { SECRET: "s3cret", EMPTY: "", SECRET_TOO: "kept" };
  expect(takeGivenSecrets(["SECRET", "EMPTY", "ABSENT"], environment)).toEqual({
    values: { SECRET: "s3cret", EMPTY: "" },
    visible: null,
  });
  expect(environment).toEqual({ SECRET_TOO: "kept" });
});
