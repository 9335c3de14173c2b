import { type DriftVerdict, driftVerdict } from "../drift/index.ts";
import { detectDrift } from "../flows/index.ts";
import { driftJson, driftReport } from "../report/index.ts";
import type { DriftFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";

const exitCodes: Readonly<Record<DriftVerdict, ExitCode>> = {
  "in-sync": ExitCode.ok,
  diverged: ExitCode.different,
  unknown: ExitCode.unknown,
};

export async function runDrift(flags: DriftFlags, wiring: DriverWiring): Promise<ExitCode> {
  return await withDriver(flags, wiring, async (ports, screen) => {
    const { env: environments = [], layer: layers = [], readOnly } = flags;
    const request = { environments, layers, ...(readOnly && { kubediffMode: "read-only" as const }) };
    const drift = await detectDrift(request, ports);
    const unwritten = await show(
      { blocks: () => driftReport(drift), json: () => driftJson(drift) },
      flags,
      wiring,
      screen,
    );
    if (wiring.signal.aborted) return ExitCode.interrupted;
    if (drift.environments.some(({ problem }) => problem?.kind === "invalid")) return ExitCode.invalid;
    if (unwritten !== undefined) return unwritten;
    return flags.exitCode ? exitCodes[driftVerdict(drift)] : ExitCode.ok;
  });
}
