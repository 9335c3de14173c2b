import { writeFile } from "node:fs/promises";
import path from "node:path";
import {
  type ChangeRun,
  commonKind,
  isGoodEnd,
  leftUnknown,
  type Posting,
  previewProblems,
  promotionEnd,
  promotionOf,
  runSucceeded,
  waitingUntil,
} from "../change/index.ts";
import type { FlowPorts, ProgressEvent } from "../flows/index.ts";
import { Garbage } from "../lib/garbage.ts";
import {
  type Block,
  markdown,
  type StreamedJson,
  streamedConverged,
  streamedDiverged,
  streamedPreview,
  streamedRun,
  streamedWaiting,
} from "../report/index.ts";
import { asInvoked, jsonAsInvoked, jsonPartsAsInvoked } from "./as-invoked.ts";
import type { DriverFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ReportNotWritten } from "./errors.ts";
import { ExitCode, exitCodeOfKind } from "./exit-code.ts";

/** The command as it runs in any checkout of a platform repository. */
const inCheckout = "npx --no-install groundwork";

/** How a finished flow is shown. */
export interface Shown {
  /** For people. Asked for where it is printed or written. */
  readonly blocks: () => readonly Block[];
  /** For programs. Asked for where it is printed; a member that is iterable is a list. */
  readonly json: () => object;
}

/** How long a command that changes nothing may take to end by itself once it is interrupted. */
const millisecondsToLeave = 5000;

/** Commands that must not leave their work half done. */
const changes: ReadonlySet<string> = new Set(["up", "refresh", "destroy", "correct"]);

/** Opens the driver, runs one flow with live progress, and gives what it resolved to. The screen is stopped in any case. */
export async function withDriver<T>(
  flags: DriverFlags,
  wiring: DriverWiring,
  run: (ports: FlowPorts, screen: DriverScreen) => Promise<T>,
): Promise<T> {
  const screen = new DriverScreen(wiring.terminal, { silent: isForPrograms(flags) });
  const garbage = new Garbage();
  let isChanging = false;
  const stopListening = wiring.onInterrupt((times) => {
    if (times > 1) return;
    if (!isChanging) wiring.leaveWithin?.(millisecondsToLeave);
    wiring.terminal.err(
      isChanging
        ? "Interrupted: what runs is finished first, nothing more is started."
        : "Interrupted: nothing is being changed.",
    );
  });
  try {
    const ports = await wiring.openDriver({
      cwd: wiring.cwd,
      local: flags.local ?? false,
      ...(flags.record !== undefined && { record: flags.record }),
      ...(flags.env && { environments: flags.env }),
      ...(flags.outside && { outside: true }),
      ...(flags.waitForLock && { waitForLock: true }),
      ...(flags.parallel !== undefined && { parallel: flags.parallel }),
      ...(flags.memory !== undefined && { memory: flags.memory * 1024 * 1024 }),
      signal: wiring.signal,
      onProgress: (event) => {
        if (event.kind === "started" && changes.has(event.activity)) isChanging = true;
        screen.take(event);
        if (flags.jsonStream) stream(event, wiring);
        if (event.kind === "previewed") garbage.collectWhereMuch();
      },
      onNotice: screen.notice,
    });
    return await run(ports, screen);
  } finally {
    stopListening();
    screen.stop();
  }
}

/** Whether standard output is read by a program, so that nothing but JSON may stand in it. */
export function isForPrograms({ json, jsonStream }: Pick<DriverFlags, "json" | "jsonStream">): boolean {
  return json === true || jsonStream === true;
}

/** Written at once and as a whole line, so that an interruption leaves whole lines. */
function stream(event: ProgressEvent, { terminal }: Pick<DriverWiring, "terminal">): void {
  const json = streamedOf(event);
  if (json) terminal.out(jsonAsInvoked(json, terminal.invocation, 0));
}

function streamedOf(event: ProgressEvent): StreamedJson | undefined {
  switch (event.kind) {
    case "previewed":
      return streamedPreview(event.preview);
    case "ran":
      return streamedRun(event.run);
    case "waiting":
      return streamedWaiting(event);
    case "converged":
      return streamedConverged(event);
    case "diverged":
      return streamedDiverged(event);
    default:
      return undefined;
  }
}

/**
 * Prints a report in the form that the flags name, and writes it as Markdown too with `--markdown`.
 *
 * @returns the exit code for a file that could not be written; the error is printed, and the report stands on standard
 * output.
 */
export async function show(
  { blocks, json }: Shown,
  flags: Pick<DriverFlags, "json" | "jsonStream"> & { readonly markdown?: string },
  wiring: Pick<DriverWiring, "cwd" | "terminal">,
  screen: DriverScreen,
): Promise<ExitCode | undefined> {
  // Printed before the file is written, so that the result is shown even when writing fails.
  if (flags.jsonStream) wiring.terminal.out(jsonAsInvoked(json(), wiring.terminal.invocation, 0));
  else if (flags.json)
    for (const part of jsonPartsAsInvoked(json(), wiring.terminal.invocation)) wiring.terminal.out(part);
  else screen.print(blocks());
  if (flags.markdown === undefined) return undefined;
  return writeReport(flags.markdown, asInvokedByOthers(markdown(blocks()), wiring), wiring);
}

/** Commands as they are written for readers on other machines, where the path of this package means nothing. */
export function asInvokedByOthers(text: string, { terminal: { invocation } }: Pick<DriverWiring, "terminal">): string {
  return asInvoked(text, invocation && (invocation === "groundwork" ? invocation : inCheckout));
}

/** @returns the exit code for a file that could not be written, after the error is printed. */
export async function writeReport(
  name: string,
  text: string,
  { cwd, terminal }: Pick<DriverWiring, "cwd" | "terminal">,
): Promise<ExitCode | undefined> {
  const file = path.resolve(cwd, name);
  try {
    await writeFile(file, text);
    return undefined;
  } catch (thrown) {
    const { message, code } = new ReportNotWritten({ file }, { cause: thrown });
    terminal.err(`error: ${message} (${code})`);
    return ExitCode.failed;
  }
}

/** A result that could not be shown where it is looked for is not fine, and does not hide a louder one. */
export function exitCodeWithPosting(code: ExitCode, posting: Posting | undefined): ExitCode {
  if (!posting || posting.problems.length === 0 || (code !== ExitCode.ok && code !== ExitCode.different)) return code;
  return exitCodeOfKind(commonKind(posting.problems) ?? "unknown");
}

/** The exit code of a run. */
export function exitCodeOfRun(run: ChangeRun, signal?: AbortSignal): ExitCode {
  // What was not done then was not interrupted by a person.
  if (run.leaseLost) return exitCodeOfKind(run.leaseLost.kind);
  if (run.refusal) return run.refusal.kind === "preview-failed" ? exitCodeOfPreviews(run) : ExitCode.refused;
  if (runSucceeded(run)) return ExitCode.ok;
  if (leftUnknown(run)) return ExitCode.unknown;
  if (waitingUntil(run) !== undefined) return ExitCode.ok;
  const layers = run.environments.flatMap((each) => each.layers);
  const interrupted = layers.some(
    (layer) => layer.kind === "cancelled" || (layer.kind === "not-started" && layer.because === "interrupted"),
  );
  if (interrupted || signal?.aborted) return ExitCode.interrupted;
  const stopped = exitCodeOfStop(run);
  if (stopped !== undefined) return stopped;
  // Exit code 2 means that nothing was started, so it is wrong once one environment was changed.
  if (layers.some((layer) => "counts" in layer)) return ExitCode.failed;
  const problems = layers.flatMap((layer) => (layer.kind === "refused" ? [layer.problem] : []));
  return exitCodeOfKind(commonKind(problems) ?? "failed");
}

/** Of a run whose only fault is that the promotion did not go on; `undefined` for every other one. */
function exitCodeOfStop(run: ChangeRun): ExitCode | undefined {
  const { holds, health } = promotionOf(run);
  const started = run.environments.filter(({ held }) => !held).flatMap(({ layers }) => layers);
  if (promotionEnd({ holds, health }).kind !== "stopped" || !started.every(isGoodEnd)) return undefined;
  const sick = health.filter((each) => each.health.kind !== "healthy");
  if (sick.length > 0 && sick.every((each) => each.health.kind === "unknown")) return ExitCode.unknown;
  return started.some((layer) => "counts" in layer) ? ExitCode.failed : ExitCode.refused;
}

function exitCodeOfPreviews({ previews }: ChangeRun): ExitCode {
  const problems = previewProblems(previews);
  if (problems.some(({ code }) => code === "cancelled")) return ExitCode.interrupted;
  const kind = commonKind(problems);
  return kind === "invalid" || kind === "refused" ? exitCodeOfKind(kind) : ExitCode.unknown;
}
