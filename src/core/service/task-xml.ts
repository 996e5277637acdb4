import type { ServiceSpec } from "./service.ts";
import { MARK } from "./unit-file.ts";
import { windowsWord } from "./windows-words.ts";
import { escapeXml } from "./xml.ts";

/** LocalService: no password, no desktop, few privileges. */
export const LOCAL_SERVICE = "S-1-5-19";

/**
 * Task Scheduler restarts what could not be started, not what ended with a code, so the trigger repeats and a task that
 * is already running is left alone.
 */
const REPETITION =
  "<Repetition><Interval>PT5M</Interval><StopAtDurationEnd>false</StopAtDurationEnd></Repetition>";

/**
 * The task (Task Scheduler schema 1.2). A person's task runs while that person is logged in, without a window: `conhost
 * --headless` keeps a console program from opening one. Pure.
 */
export function taskXml(spec: ServiceSpec, person: string): string {
  const system = spec.scope === "system";
  const [program = "", ...words] = system ? spec.program : ["conhost.exe", "--headless", ...spec.program];
  const principal = system
    ? `<UserId>${LOCAL_SERVICE}</UserId>`
    : `<UserId>${escapeXml(person)}</UserId><LogonType>InteractiveToken</LogonType>`;
  const trigger = system
    ? `<BootTrigger>${REPETITION}<Enabled>true</Enabled></BootTrigger>`
    : `<LogonTrigger>${REPETITION}<Enabled>true</Enabled><UserId>${escapeXml(person)}</UserId></LogonTrigger>`;
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    `  <RegistrationInfo><Author>Clawtray</Author><Description>${MARK}: keeps this computer a node of an OpenClaw gateway.</Description></RegistrationInfo>`,
    `  <Triggers>${trigger}</Triggers>`,
    `  <Principals><Principal id="Author">${principal}<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>`,
    "  <Settings>",
    "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
    "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
    "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
    "    <StartWhenAvailable>true</StartWhenAvailable>",
    "    <Enabled>true</Enabled>",
    "    <Hidden>false</Hidden>",
    "    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
    "    <Priority>7</Priority>",
    "    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>",
    "  </Settings>",
    `  <Actions Context="Author"><Exec><Command>${escapeXml(program)}</Command><Arguments>${escapeXml(words.map(windowsWord).join(" "))}</Arguments></Exec></Actions>`,
    "</Task>",
    "",
  ].join("\r\n");
}
