import { commonKind, type HandledAgents } from "../change/index.ts";
import { type FlowPorts, reconcileEnvironments, resumeEnvironments, suspendEnvironments } from "../flows/index.ts";
import { type AgentVerb, handledJson, handledReport } from "../report/index.ts";
import type { AgentFlags, ReconcileFlags, SuspendFlags } from "./agent-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { ExitCode, exitCodeOfKind } from "./exit-code.ts";

export function runReconcile(
  environments: readonly string[],
  flags: ReconcileFlags,
  wiring: DriverWiring,
): Promise<ExitCode> {
  const request = { environments, ...(flags.wait && { timeoutMilliseconds: flags.timeout }) };
  return handle({ verb: "reconcile", environments, flags }, wiring, (ports) => reconcileEnvironments(request, ports));
}

export function runSuspend(
  environments: readonly string[],
  flags: SuspendFlags,
  wiring: DriverWiring,
): Promise<ExitCode> {
  const { reason, until, for: after } = flags;
  const end = until ? { until } : after === undefined ? undefined : { after };
  const request = { environments, reason, ...(end && { end }) };
  return handle({ verb: "suspend", environments, flags }, wiring, (ports) => suspendEnvironments(request, ports));
}

export function runResume(environments: readonly string[], flags: AgentFlags, wiring: DriverWiring): Promise<ExitCode> {
  return handle({ verb: "resume", environments, flags }, wiring, (ports) => resumeEnvironments(environments, ports));
}

interface Handling {
  readonly verb: AgentVerb;
  readonly environments: readonly string[];
  readonly flags: AgentFlags;
}

function handle(
  { verb, environments, flags }: Handling,
  wiring: DriverWiring,
  ask: (ports: FlowPorts) => Promise<readonly HandledAgents[]>,
): Promise<ExitCode> {
  return withDriver({ ...flags, env: environments }, wiring, async (ports, screen) => {
    const handled = await ask(ports);
    const at = { now: ports.clock.now(), rehearsal: ports.engines.local };
    const shown = { blocks: () => handledReport(handled, at), json: () => handledJson(verb, handled) };
    await show(shown, flags, wiring, screen);
    return wiring.signal.aborted ? ExitCode.interrupted : exitCodeOfHandled(handled);
  });
}

function exitCodeOfHandled(handled: readonly HandledAgents[]): ExitCode {
  const problems = handled.flatMap((each) => (each.kind === "failed" ? [each.problem] : []));
  return problems.length === 0 ? ExitCode.ok : exitCodeOfKind(commonKind(problems) ?? "failed");
}
