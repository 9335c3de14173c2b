import { type DriftVerdict, driftVerdict } from "../drift/index.ts";
import { detectDrift, readOutcomes } from "../flows/index.ts";
import { driftJson, driftMetrics, driftReport } from "../report/index.ts";
import type { DriftFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";
import { writeMetrics } from "./metrics-file.ts";

const exitCodes: Readonly<Record<DriftVerdict, ExitCode>> = {
  "in-sync": ExitCode.ok,
  diverged: ExitCode.different,
  unknown: ExitCode.unknown,
};

export async function runDrift(flags: DriftFlags, wiring: DriverWiring): Promise<ExitCode> {
  return await withDriver(flags, wiring, async (ports, screen) => {
    const { env: environments = [], layer: layers = [], readOnly } = flags;
    const request = { environments, layers, ...(readOnly && { kubediffMode: "read-only" as const }) };
    const startedAt = ports.clock.now().getTime();
    const drift = await detectDrift(request, ports);
    const unwritten = await show(
      { blocks: () => driftReport(drift), json: () => driftJson(drift) },
      flags,
      wiring,
      screen,
    );
    if (wiring.signal.aborted) return ExitCode.interrupted;
    let unwrittenMetrics: ExitCode | undefined;
    if (flags.metrics !== undefined) {
      const facts = { milliseconds: ports.clock.now().getTime() - startedAt, outcomes: await readOutcomes(ports) };
      unwrittenMetrics = await writeMetrics(flags.metrics, driftMetrics(drift, facts), wiring);
    }
    if (drift.environments.some(({ problem }) => problem?.kind === "invalid")) return ExitCode.invalid;
    const notWritten = unwritten ?? unwrittenMetrics;
    if (notWritten !== undefined) return notWritten;
    return flags.exitCode ? exitCodes[driftVerdict(drift)] : ExitCode.ok;
  });
}
