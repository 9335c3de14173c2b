import path from "node:path";
import { countChanges, hasChanges, type Outcome, type Plan } from "../change/index.ts";
import type { Engine, OperationOptions, Work } from "../engine/index.ts";
import { GroundworkError } from "../lib/index.ts";
import { operationJson } from "../report/operation/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import { NoTerminal } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";
import { OperationScreen } from "./operation-screen.ts";
import { idsByUrn } from "./pending-ids.ts";
import type { OperationFlags, OperationVerb } from "./stack-flags.ts";
import { openExistingStack, openStack, startedIn } from "./stack-reference.ts";
import type { ConfigAssignment, StackCommandWiring } from "./stack-tools.ts";
import { isLive } from "./terminal.ts";

/** The value of `--config` is not `key=value`. */
export class InvalidAssignment extends GroundworkError {
  readonly code = "invalid-assignment";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly text: string },
    options?: ErrorOptions,
  ) {
    super(`--config ${JSON.stringify(data.text)} sets nothing. Write --config <key>=<value>.`, options);
  }
}

/** Two flags contradict each other. */
export class FlagsContradict extends GroundworkError {
  readonly code = "flags-contradict";
  readonly kind = "invalid";
  constructor(readonly data: { readonly flags: readonly [string, string] }) {
    super(`${data.flags[0]} and ${data.flags[1]} cannot be given together. Leave one of them out.`);
  }
}

/** One engine operation that the command line asks for. */
interface Run {
  readonly verb: OperationVerb;
  readonly flags: OperationFlags;
  readonly engine: Engine;
  readonly work: Work;
  readonly options: OperationOptions;
  readonly screen: OperationScreen;
  readonly wiring: StackCommandWiring;
  /** Whether steps may have begun that change something. */
  readonly isActing: () => boolean;
  readonly beginToAct: () => void;
}

/** How long a preview may take to end by itself once it is interrupted. */
const millisecondsToLeave = 5000;

/** `stack preview|up|refresh|destroy`: previews, asks, runs, and reports the result. */
export async function runOperation(
  verb: OperationVerb,
  flags: OperationFlags,
  wiring: StackCommandWiring,
): Promise<ExitCode> {
  if (flags.skipPendingCreates && flags.clearPendingCreates)
    throw new FlagsContradict({ flags: ["--skip-pending-creates", "--clear-pending-creates"] });
  if (flags.excludeProtected && flags.ignoreProtect)
    throw new FlagsContradict({ flags: ["--exclude-protected", "--ignore-protect"] });
  if (flags.excludeProtected && flags.target.length > 0)
    throw new FlagsContradict({ flags: ["--target", "--exclude-protected"] });
  const open = verb === "refresh" || verb === "destroy" ? openExistingStack : openStack;
  const { tools, stack } = await open(flags, wiring);
  const assignments = flags.config.map((text) => assignmentIn(text, flags.configPath ?? false));
  if (assignments.length > 0) await tools.saveConfig(stack, assignments);
  const { folder, configFile } = tools.project;
  const { terminal, signal } = wiring;
  const screen = screenFor(verb, flags, wiring);
  let isActing = false;
  const run: Run = {
    isActing: () => isActing,
    beginToAct() {
      isActing = true;
    },
    verb,
    flags,
    engine: tools.engine,
    work: { stack, program: { folder, ...(configFile !== undefined && { configFile }) }, signal },
    options: engineOptions(flags, startedIn(flags, wiring)),
    screen,
    wiring,
  };
  const stopListening = wiring.onInterrupt((times) => {
    if (times === 1 && !run.isActing()) wiring.leaveWithin?.(millisecondsToLeave);
    const lines =
      times === 1
        ? ["Interrupted: steps that run are finished first. Press Ctrl-C again to see them."]
        : stillRunning(screen);
    for (const line of lines) terminal.err(line);
  });
  try {
    return await carryOut(run);
  } finally {
    stopListening();
    screen.stop();
  }
}

async function carryOut(run: Run): Promise<ExitCode> {
  const { verb, flags } = run;
  const planOnly = verb === "preview" || (flags.previewOnly ?? false);
  if (planOnly) return report(run, await plan(run), true);
  if (!flags.skipPreview) {
    const planned = await plan(run);
    if (planned.result !== "succeeded") return report(run, planned, true);
    if (!flags.json) run.screen.finish(planned, true);
    if (!flags.yes && !(await agreed(run))) return ExitCode.refused;
  } else if (!flags.yes && !(await agreed(run))) {
    return ExitCode.refused;
  }
  return report(run, await act(run), false);
}

async function plan({ verb, engine, work, options, screen }: Run): Promise<Plan | Outcome> {
  const watched = { ...work, onEvent: screen.start() };
  if (verb === "preview" || verb === "up") return await engine.preview(watched, options);
  return await engine[verb](watched, { ...options, previewOnly: true });
}

async function act({ verb, engine, work, options, screen, beginToAct }: Run): Promise<Plan | Outcome> {
  beginToAct();
  const watched = { ...work, onEvent: screen.start() };
  return await engine[verb](watched, options);
}

function report({ flags, screen, wiring }: Run, result: Plan | Outcome, planned: boolean): ExitCode {
  screen.finish(result, planned);
  if (flags.json) wiring.terminal.out(jsonAsInvoked(operationJson(result), wiring.terminal.invocation));
  if (result.result === "cancelled") return ExitCode.interrupted;
  if (result.result === "failed") return ExitCode.failed;
  if (!flags.expectNoChanges || !hasChanges(countChanges(result.steps))) return ExitCode.ok;
  wiring.terminal.err(
    planned
      ? "error: no changes were expected, and there would be some."
      : "error: no changes were expected, and there were some.",
  );
  return ExitCode.different;
}

/** @throws {NoTerminal} */
async function agreed({ verb, flags, screen, work, wiring: { terminal } }: Run): Promise<boolean> {
  screen.stop();
  if (!terminal.interactive || flags.nonInteractive || flags.json) throw new NoTerminal({ verb });
  const question = `Do you want to ${verb === "up" ? "bring up" : verb} ${work.stack.project}/${work.stack.stack}? [yes/no/details] `;
  for (;;) {
    const answer = (await terminal.ask(question)).trim().toLowerCase();
    if (answer === "yes" || answer === "y") return true;
    if (answer === "details" || answer === "d") for (const line of screen.details()) terminal.out(line);
    else if (answer === "no" || answer === "n" || answer === "") {
      terminal.err("Nothing was changed.");
      return false;
    }
  }
}

function engineOptions(flags: OperationFlags, cwd: string): OperationOptions {
  const targets = [...flags.target, ...flags.targetReplace];
  const replace = [...flags.replace, ...flags.targetReplace];
  return {
    ...(flags.parallel !== undefined && { parallel: flags.parallel }),
    ...(typeof flags.refresh === "boolean" && { refresh: flags.refresh }),
    ...(targets.length > 0 && { targets }),
    ...(flags.targetDependents && { targetDependents: true }),
    ...(replace.length > 0 && { replace }),
    ...(flags.exclude.length > 0 && { excludes: flags.exclude }),
    ...(flags.excludeDependents && { excludeDependents: true }),
    ...(flags.continueOnError && { continueOnError: true }),
    ...(flags.clearPendingCreates && { clearPendingCreates: true }),
    ...(flags.adopt && { adoptPendingCreates: true }),
    ...(flags.importPendingCreates.length > 0 && { importPendingCreates: idsByUrn(flags.importPendingCreates) }),
    ...(flags.ignoreProtect && { ignoreProtect: true }),
    ...(flags.excludeProtected && { excludeProtected: true }),
    ...(flags.runProgram && { runProgram: true }),
    ...(flags.importFile !== undefined && { importFile: path.resolve(cwd, flags.importFile) }),
    ...(flags.savePlan !== undefined && { savePlan: path.resolve(cwd, flags.savePlan) }),
    ...(flags.plan !== undefined && { plan: path.resolve(cwd, flags.plan) }),
    ...(flags.message !== undefined && { message: flags.message }),
  };
}

function screenFor(verb: OperationVerb, flags: OperationFlags, wiring: StackCommandWiring): OperationScreen {
  const { terminal } = wiring;
  return new OperationScreen(terminal, {
    verb,
    diff: flags.diff ?? false,
    showSame: flags.showSames ?? false,
    showReads: flags.showReads ?? false,
    suppressOutputs: flags.suppressOutputs ?? false,
    suppressProgress: flags.suppressProgress ?? false,
    silent: flags.json ?? false,
    color: flags.color === "always" || (flags.color !== "never" && terminal.color),
    interactive: isLive(terminal) && !flags.nonInteractive,
    ...(flags.eventLog !== undefined && { eventLog: path.resolve(startedIn(flags, wiring), flags.eventLog) }),
  });
}

function stillRunning({ running }: OperationScreen): readonly string[] {
  if (running.length === 0) return ["No step runs any more; the state is being saved."];
  return [
    "Still running:",
    ...running.map((line) => `  ${line}`),
    "A third Ctrl-C leaves at once: these steps are recorded as pending, and what came of them is unknown until a refresh.",
  ];
}

/** @throws {InvalidAssignment} */
function assignmentIn(text: string, isPath: boolean): ConfigAssignment {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidAssignment({ text });
  return { key: text.slice(0, at), value: text.slice(at + 1), isPath };
}
