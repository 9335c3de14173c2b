import type { CheckResult } from "../change/index.ts";
import { doctorReport } from "../report/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import { asker } from "./confirmation.ts";
import type { DoctorFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function runDoctor(flags: DoctorFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, cwd } = wiring;
  const look = async () =>
    await wiring.diagnose({
      cwd,
      local: flags.local ?? false,
      ...(flags.forge !== undefined && { forge: { ...flags, forge: flags.forge } }),
    });
  const found = await look();
  const checks = flags.fix && (await fixEach(found, flags, wiring)) ? await look() : found;
  if (flags.json) terminal.out(jsonAsInvoked({ kind: "doctor", version: 1, checks }, terminal.invocation));
  else new DriverScreen(terminal, { silent: false }).print(doctorReport(checks));
  if (checks.some(({ state }) => state === "bad")) return ExitCode.failed;
  return checks.some(({ state }) => state === "unknown") ? ExitCode.unknown : ExitCode.ok;
}

/** Whether anything was done. */
async function fixEach(checks: readonly CheckResult[], flags: DoctorFlags, wiring: DriverWiring): Promise<boolean> {
  const { terminal, fix } = wiring;
  const fixable = checks.filter((check) => check.fix !== undefined);
  if (fixable.length === 0) terminal.err("There is nothing that --fix can install.");
  let done = false;
  for (const check of fixable) {
    const question = `${check.name}: ${check.found}. Do you want to ${check.fix}? [yes/no] `;
    if (!flags.yes && !(await asker("doctor --fix", flags, wiring).yesOrNo(question))) continue;
    terminal.err(await fix(check));
    done = true;
  }
  return done;
}
