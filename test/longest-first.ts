import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take minutes, the longest first. Vitest begins with those that took longest last time; where it was never
 * run before, with the largest, and then a small file that takes minutes would be alone at the end.
 */
const longest = ["ask", "exec", "computer", "comparison"].map((name) => `/test/gateway/${name}.test.ts`);

/** Vitest's order, but for what it cannot know in a fresh checkout. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
