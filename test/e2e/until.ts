/** Waits until the condition holds, looking every 25 ms; after `limit` ms says what never came true. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limit = 20_000,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never true within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
