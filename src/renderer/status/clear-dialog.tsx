import { useApp } from "../app/app-context.ts";
import { ConfirmDialog } from "../components/confirm-dialog.tsx";

/** Asks before the log of what was requested and run is emptied. */
export function ClearDialog({ onClose }: { readonly onClose: () => void }) {
  const { words, request } = useApp();
  return (
    <ConfirmDialog
      {...words.status.activity.clear}
      onConfirm={() => request({ kind: "clear-activity" })}
      onClose={onClose}
    />
  );
}
