import { doctorReport } from "../report/index.ts";
import type { DoctorFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function runDoctor(flags: DoctorFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, cwd, signal } = wiring;
  const checks = await wiring.diagnose({
    cwd,
    local: flags.local ?? false,
    signal,
    onProgress: () => {},
    onNotice: (line) => terminal.err(line),
  });
  if (flags.json) terminal.out(JSON.stringify({ kind: "doctor", version: 1, checks }, undefined, 2));
  else new DriverScreen(terminal, { silent: false }).print(doctorReport(checks));
  return checks.some(({ state }) => state === "bad") ? ExitCode.failed : ExitCode.ok;
}
