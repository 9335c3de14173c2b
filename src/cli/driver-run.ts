import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type ChangeRun, commonKind, leftUnknown, previewProblems, runSucceeded } from "../change/index.ts";
import type { FlowPorts } from "../flows/index.ts";
import { type Block, markdown } from "../report/index.ts";
import type { DriverFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode, exitCodeOfKind } from "./exit-code.ts";

/** How a finished flow is shown. */
export interface Shown {
  readonly blocks: readonly Block[];
  readonly json: unknown;
}

/** Opens the driver, runs one flow with live progress, and gives what it resolved to. The screen is stopped in any case. */
export async function withDriver<T>(
  flags: DriverFlags,
  wiring: DriverWiring,
  run: (ports: FlowPorts, screen: DriverScreen) => Promise<T>,
): Promise<T> {
  const screen = new DriverScreen(wiring.terminal, { silent: flags.json ?? false });
  const stopListening = wiring.onInterrupt((times) => {
    if (times === 1) wiring.terminal.err("Interrupted: what runs is finished first, nothing more is started.");
  });
  try {
    const ports = await wiring.openDriver({
      cwd: wiring.cwd,
      local: flags.local ?? false,
      ...(flags.env && { environments: flags.env }),
      ...(flags.parallel !== undefined && { parallel: flags.parallel }),
      signal: wiring.signal,
      onProgress: screen.take,
      onNotice: screen.notice,
    });
    return await run(ports, screen);
  } finally {
    stopListening();
    screen.stop();
  }
}

/** Prints a report in the form that was asked for, and writes it as Markdown where that was asked for too. */
export async function show(
  { blocks, json }: Shown,
  flags: DriverFlags & { readonly markdown?: string },
  wiring: DriverWiring,
  screen: DriverScreen,
): Promise<void> {
  if (flags.markdown !== undefined) await writeFile(path.resolve(wiring.cwd, flags.markdown), markdown(blocks));
  if (flags.json) wiring.terminal.out(JSON.stringify(json, undefined, 2));
  else screen.print(blocks);
}

/** What a run says to its caller. */
export function exitCodeOfRun(run: ChangeRun): ExitCode {
  if (run.refusal) return run.refusal.kind === "preview-failed" ? exitCodeOfPreviews(run) : ExitCode.refused;
  if (runSucceeded(run)) return ExitCode.ok;
  if (leftUnknown(run)) return ExitCode.unknown;
  const interrupted = run.environments.some(
    (each) => (each.kind === "not-started" && each.because === "interrupted") || wasCancelled(each),
  );
  if (interrupted) return ExitCode.interrupted;
  // Once one environment was changed, "nothing was started" would be a lie.
  if (run.environments.some(({ kind }) => kind === "ran")) return ExitCode.failed;
  const problems = run.environments.flatMap((each) => (each.kind === "failed" ? [each.problem] : []));
  return exitCodeOfKind(commonKind(problems) ?? "failed");
}

function exitCodeOfPreviews({ previews }: ChangeRun): ExitCode {
  const problems = previewProblems(previews);
  if (problems.some(({ code }) => code === "cancelled")) return ExitCode.interrupted;
  const kind = commonKind(problems);
  return kind === "invalid" || kind === "refused" ? exitCodeOfKind(kind) : ExitCode.unknown;
}

function wasCancelled(run: ChangeRun["environments"][number]): boolean {
  return run.kind === "ran" && run.outcome?.result === "cancelled";
}
