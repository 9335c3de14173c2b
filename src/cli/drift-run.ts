import path from "node:path";
import { type DriftPart, type DriftVerdict, driftVerdict, type FleetDrift } from "../drift/index.ts";
import { detectDrift, type FlowPorts, mergeDriftParts, readOutcomes, tellOfDrift } from "../flows/index.ts";
import { readPlainFile } from "../lib/index.ts";
import { driftIn, driftJson, driftMetrics, driftReport, routesReport } from "../report/index.ts";
import { asInvoked } from "./as-invoked.ts";
import type { DriftFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { DriftPartUnreadable } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";
import { jsonFilesAt, largestDocument } from "./json-files.ts";
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
    const compare = async () =>
      flags.merge === undefined
        ? await detectDrift(request, ports)
        : await mergeDriftParts(await partsIn(flags.merge, wiring.cwd), ports);
    const startedAt = ports.clock.now().getTime();
    const drift = await compare();
    // What was interrupted takes the place of no report.
    const { markdown: _, ...onScreen } = flags;
    const unwritten = await show(
      { blocks: () => driftReport(drift), json: () => driftJson(drift) },
      wiring.signal.aborted ? onScreen : flags,
      wiring,
      screen,
    );
    if (wiring.signal.aborted) return ExitCode.interrupted;
    let unwrittenMetrics: ExitCode | undefined;
    if (flags.metrics !== undefined) {
      const facts = { milliseconds: ports.clock.now().getTime() - startedAt, outcomes: await readOutcomes(ports) };
      unwrittenMetrics = await writeMetrics(flags.metrics, driftMetrics(drift, facts), wiring);
    }
    const isTold = flags.notify ? await tell(drift, flags, wiring, { ports, screen }) : true;
    if (drift.environments.some(({ problem }) => problem?.kind === "invalid")) return ExitCode.invalid;
    const notWritten = unwritten ?? unwrittenMetrics;
    if (notWritten !== undefined) return notWritten;
    const code = flags.exitCode ? exitCodes[driftVerdict(drift)] : ExitCode.ok;
    return isTold || code === ExitCode.unknown ? code : ExitCode.failed;
  });
}

/** @throws {DriftPartUnreadable} */
async function partsIn(folder: string, cwd: string): Promise<readonly DriftPart[]> {
  const parts: DriftPart[] = [];
  for (const file of await jsonFilesAt(folder, cwd)) {
    try {
      const bytes = await readPlainFile(path.resolve(cwd, file), { limit: largestDocument, links: "followed" });
      if (!bytes) throw new Error("there is no such file");
      parts.push({ file, drift: driftIn(bytes.toString("utf8")) });
    } catch (thrown) {
      throw new DriftPartUnreadable({ file }, { cause: thrown });
    }
  }
  return parts;
}

/** Whether every route took what it was told. */
async function tell(
  drift: FleetDrift,
  flags: DriftFlags,
  wiring: DriverWiring,
  { ports, screen }: { readonly ports: FlowPorts; readonly screen: DriverScreen },
): Promise<boolean> {
  const { cwd, openForge, openNotifiers, terminal } = wiring;
  const opened = await openForge(flags, cwd);
  const notifierOf = await openNotifiers(opened?.forge, cwd);
  const request = { drift, allLayers: (flags.layer ?? []).length === 0, waiting: [] };
  const told = await tellOfDrift(request, { ...ports, notifierOf });
  if (told.kind === "rehearsal") terminal.err("A rehearsal tells nobody.");
  if (told.kind !== "told") return true;
  const problems = told.routes.flatMap((route) => route.problems);
  if (!flags.json) screen.print(routesReport(told.routes));
  else for (const { message } of problems) terminal.err(asInvoked(message, terminal.invocation));
  return problems.length === 0;
}
