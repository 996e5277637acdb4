import { CopyButton } from "./copy-button.tsx";

interface CommandLineProps {
  readonly command: string;
  readonly what: "admin-command" | "surface-command";
}

/** A command somebody else types on another computer: selectable, copyable. */
export function CommandLine({ command, what }: CommandLineProps) {
  return (
    <div class="command-line">
      <code>{command}</code>
      <CopyButton what={what} />
    </div>
  );
}
