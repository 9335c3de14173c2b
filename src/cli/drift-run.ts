import path from "node:path";
import type { RouteTold } from "../change/index.ts";
import { type DriftPart, type DriftVerdict, driftVerdict, type FleetDrift } from "../drift/index.ts";
import {
  detectDrift,
  type FlowPorts,
  mergeDriftParts,
  readOutcomes,
  tellOfDrift,
  type WaitingForApproval,
  waitingForApproval,
} from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import { messageOf, readPlainFile } from "../lib/index.ts";
import { driftIn, driftJson, driftMetrics, driftReport, routesReport, type ScanFacts } from "../report/index.ts";
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
    const facts = { milliseconds: ports.clock.now().getTime() - startedAt };
    const meter = async (more: Pick<ScanFacts, "notifications" | "forgeLimits"> = {}) =>
      flags.metrics === undefined
        ? undefined
        : await writeMetrics(
            flags.metrics,
            driftMetrics(drift, { ...facts, ...more, outcomes: await readOutcomes(ports) }),
            wiring,
          );
    // What was found is written also where it is not known what people were told.
    const telling = flags.notify ? tell(drift, flags, wiring, { ports, screen }) : undefined;
    const told = await telling?.catch(async (thrown: unknown) => {
      await meter().catch(() => undefined);
      throw thrown;
    });
    const unwrittenMetrics = await meter(told?.facts);
    const isTold = told?.isTaken ?? true;
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

interface Told {
  /** Whether every route took what it was told. */
  readonly isTaken: boolean;
  readonly facts: Pick<ScanFacts, "notifications" | "forgeLimits">;
}

async function tell(
  drift: FleetDrift,
  flags: DriftFlags,
  wiring: DriverWiring,
  { ports, screen }: { readonly ports: FlowPorts; readonly screen: DriverScreen },
): Promise<Told> {
  const { cwd, openForge, openNotifiers, terminal } = wiring;
  const opened = await openForge(flags, cwd);
  const notifierOf = await openNotifiers(opened?.forge, cwd);
  const waiting = drift.local ? undefined : await waitingOrUnknown(flags, opened?.forge, ports, wiring);
  const request = { drift, allLayers: (flags.layer ?? []).length === 0, waiting };
  const told = await tellOfDrift(request, { ...ports, notifierOf });
  const forgeLimits = limitsOf(opened?.forge);
  if (told.kind === "rehearsal") terminal.err("A rehearsal tells nobody.");
  if (told.kind !== "told") return { isTaken: true, facts: { forgeLimits } };
  const problems = told.routes.flatMap((route) => route.problems);
  if (!flags.json) screen.print(routesReport(told.routes));
  else for (const { message } of problems) terminal.err(asInvoked(message, terminal.invocation));
  return { isTaken: problems.length === 0, facts: { forgeLimits, notifications: messagesOf(told) } };
}

/** `undefined` where it cannot be told: then the terminal says why, and no route gets the notice that a wait is over. */
async function waitingOrUnknown(
  { approvals }: DriftFlags,
  forge: Forge | undefined,
  ports: FlowPorts,
  { terminal }: DriverWiring,
): Promise<readonly WaitingForApproval[] | undefined> {
  try {
    return await waitingForApproval(approvals, forge, ports);
  } catch (thrown) {
    terminal.err(asInvoked(`It is not known what waits for an approval: ${messageOf(thrown)}`, terminal.invocation));
    return undefined;
  }
}

function messagesOf({
  routes,
  channels,
}: {
  readonly routes: readonly RouteTold[];
  readonly channels: readonly string[];
}) {
  return channels.map((channel) => {
    const own = routes.filter(({ to }) => to === channel);
    return {
      channel,
      sent: own.reduce((sum, { sent }) => sum + sent, 0),
      failed: own.reduce((sum, { problems }) => sum + problems.length, 0),
    };
  });
}

function limitsOf(forge: Forge | undefined) {
  const limit = forge?.requestLimit?.();
  return forge && limit ? [{ forge: forge.name, ...limit }] : [];
}
