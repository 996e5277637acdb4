import { useApp } from "../app/app-context.ts";

/** Opens the wizard at the gateway step; nothing changes until it is completed. */
export function useChangeGateway(): () => Promise<void> {
  const { request } = useApp();
  return async () => {
    const outcome = await request({ kind: "set-draft", change: { step: "gateway" } });
    if (outcome.ok) await request({ kind: "show-page", page: "wizard" });
  };
}
