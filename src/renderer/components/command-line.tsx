import { CopyButton } from "./copy-button.tsx";
import { FromAfar } from "./from-afar.tsx";

interface CommandLineProps {
  readonly command: string;
  readonly what: "compare-command" | "admin-command" | "surface-command";
}

/** A command somebody else types on another computer: selectable, copyable. */
export function CommandLine({ command, what }: CommandLineProps) {
  return (
    <div class="command-line">
      <code>
        <FromAfar text={command} code />
      </code>
      <CopyButton what={what} />
    </div>
  );
}
