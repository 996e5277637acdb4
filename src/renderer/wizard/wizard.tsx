import type { WizardStep } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";
import { CapabilitiesStep } from "./capabilities-step.tsx";
import { DoneStep } from "./done-step.tsx";
import { GatewayStep } from "./gateway-step.tsx";
import { PairingStep } from "./pairing-step.tsx";
import { ReplaceQuestion } from "./replace-question.tsx";
import { WelcomeStep } from "./welcome-step.tsx";

const pages: Record<WizardStep, () => preact.JSX.Element> = {
  welcome: WelcomeStep,
  gateway: GatewayStep,
  capabilities: CapabilitiesStep,
  pairing: PairingStep,
  done: DoneStep,
};

/** First run, and every later change of gateway. What was entered is kept by main. */
export function Wizard() {
  const { snapshot } = useApp();
  if (snapshot.draft.replaces !== null) return <ReplaceQuestion replaces={snapshot.draft.replaces} />;
  const Step = pages[snapshot.draft.step];
  return <Step key={snapshot.draft.step} />;
}
