import { type FleetStatus, type Verdict, verdictOf, worstVerdict } from "../change/index.ts";
import { type FlowPorts, readOutcomes, readStatus } from "../flows/index.ts";
import { statusJson, statusMetrics, statusReport } from "../report/index.ts";
import type { StatusFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";
import { writeMetrics } from "./metrics-file.ts";
import { StatusWatch } from "./status-watch.ts";

const pollMilliseconds = 1000;

export async function runStatus(flags: StatusFlags, wiring: DriverWiring): Promise<ExitCode> {
  const isRepeated = flags.watch === true || flags.waitConverged === true;
  return withDriver(flags, wiring, async (ports, screen) => {
    const { env: environments = [], refresh = false, readOnly } = flags;
    const look = () => readStatus({ environments, refresh, ...(readOnly && { kubediffMode: "read-only" }) }, ports);
    const watch = flags.watch ? new StatusWatch(flags, wiring) : undefined;
    const startedAt = ports.clock.now().getTime();
    const status = isRepeated ? await lookAgain(look, watch, { flags, ports, wiring }) : await look();
    watch?.stop();
    if (!watch?.printsChanges) await showStatus(status, flags, wiring, screen);
    if (wiring.signal.aborted) return ExitCode.interrupted;
    if (flags.metrics !== undefined) {
      const facts = { milliseconds: ports.clock.now().getTime() - startedAt, outcomes: await readOutcomes(ports) };
      const notWritten = await writeMetrics(flags.metrics, statusMetrics(status, facts), wiring);
      if (notWritten !== undefined) return notWritten;
    }
    if (status.environments.some(({ problem }) => problem?.kind === "invalid")) return ExitCode.invalid;
    if (flags.exitCode) return exitCodes[verdictOfAll(status)];
    return flags.waitConverged && !isConverged(status) ? exitCodes[verdictOfAll(status)] : ExitCode.ok;
  });
}

const exitCodes: Readonly<Record<Verdict, ExitCode>> = {
  "in-sync": ExitCode.ok,
  // Whether it is still there is not known.
  applied: ExitCode.unknown,
  diverged: ExitCode.different,
  unknown: ExitCode.unknown,
};

interface Looking {
  readonly flags: StatusFlags;
  readonly ports: FlowPorts;
  readonly wiring: DriverWiring;
}

/** Looks until Ctrl-C, or, when it is to wait, until everything is converged or time is up. */
async function lookAgain(
  look: () => Promise<FleetStatus>,
  watch: StatusWatch | undefined,
  { flags, ports, wiring }: Looking,
): Promise<FleetStatus> {
  const deadline = ports.clock.now().getTime() + flags.timeout;
  const hasEnded = () => ports.signal.aborted || wiring.outputClosed?.aborted === true;
  for (;;) {
    const status = await look();
    watch?.show(status);
    const converged = flags.waitConverged && isConverged(status);
    const late = flags.waitConverged && ports.clock.now().getTime() >= deadline;
    if (converged || late || hasEnded()) return status;
    await ports.wait(pollMilliseconds, ports.signal);
    if (hasEnded()) return status;
  }
}

/** Agents are asked each time. The cloud is not: what stands in it does not come to be by waiting. */
function isConverged(status: FleetStatus): boolean {
  return ["in-sync", "applied"].includes(verdictOfAll(status));
}

function verdictOfAll({ environments }: FleetStatus): Verdict {
  return worstVerdict(environments.map(verdictOf));
}

async function showStatus(
  status: FleetStatus,
  flags: StatusFlags,
  wiring: DriverWiring,
  screen: DriverScreen,
): Promise<void> {
  await show({ blocks: () => statusReport(status), json: () => statusJson(status) }, flags, wiring, screen);
}
