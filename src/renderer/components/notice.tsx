import type { ComponentChildren } from "preact";
import { useApp } from "../app/app-context.ts";
import { Icon, type IconName } from "./icon.tsx";

type NoticeKind = "information" | "warning" | "problem" | "good";

const icons: Record<NoticeKind, IconName> = {
  information: "information",
  warning: "blocked",
  problem: "blocked",
  good: "connected",
};

interface NoticeProps {
  readonly kind: NoticeKind;
  /** Read out at once. */
  readonly alert?: boolean;
  readonly onDismiss?: () => void;
  readonly children: ComponentChildren;
}

/** A boxed remark; its kind shows in shape as well as colour. */
export function Notice({ kind, alert = false, onDismiss, children }: NoticeProps) {
  const { words } = useApp();
  return (
    <div class={`notice ${kind}`} role={alert ? "alert" : undefined}>
      <Icon name={icons[kind]} />
      <div class="notice-text">{children}</div>
      {onDismiss !== undefined && (
        <button
          type="button"
          class="button icon-only"
          aria-label={words.common.actions.dismiss}
          title={words.common.actions.dismiss}
          onClick={onDismiss}
        >
          <Icon name="cross" />
        </button>
      )}
    </div>
  );
}
