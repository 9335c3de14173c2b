import type { OperationResult } from "../../change/index.ts";
import type { EngineEvent, OperationOptions, Work } from "../engine.ts";
import { EventFold } from "../fold-events.ts";
import { argumentsFor, type Verb } from "./arguments.ts";
import { errorText, namedError, remedyFor } from "./cli-errors.ts";
import { followEvents } from "./event-log.ts";
import type { Pulumi } from "./pulumi.ts";
import type { RunWorkspace } from "./workspace.ts";

/** One operation of the CLI. */
export interface OperationInput {
  readonly verb: Verb;
  readonly work: Work;
  readonly options: OperationOptions;
  readonly workspace: RunWorkspace;
  readonly pulumi: Pulumi;
  readonly languageHost: string | undefined;
}

export interface OperationEnd {
  readonly fold: EventFold;
  readonly result: OperationResult;
  readonly milliseconds: number;
}

/** What comes of an operation that is cancelled before it starts; it is told as the CLI tells a cancellation. */
export function neverStarted({ onEvent }: Work): OperationEnd {
  const fold = new EventFold(() => 0);
  const event: EngineEvent = {
    sequence: 0,
    timestamp: Math.floor(Date.now() / 1_000),
    diagnosticEvent: { prefix: "error: ", message: "cancelled before it started", color: "raw", severity: "error" },
  };
  fold.add(event);
  onEvent?.(event);
  return { fold, result: "cancelled", milliseconds: 0 };
}

/** Runs the CLI for one operation and tells its events. @throws the named error of what kept it from starting. */
export async function carryOut(input: OperationInput): Promise<OperationEnd> {
  const { verb, work, options, workspace, pulumi, languageHost } = input;
  const startedAt = performance.now();
  const fold = new EventFold(() => performance.now());
  const told = { started: false, error: false };
  const tell = (event: EngineEvent): void => {
    if (isTalkOfSdks(event)) return;
    told.started ||= event.preludeEvent !== undefined;
    told.error ||= event.diagnosticEvent?.severity === "error";
    const helpful = withRemedy(event);
    fold.add(helpful);
    listen(work, helpful);
  };
  const files = ["--config-file", workspace.configFile, "--event-log", workspace.eventLog];
  const host = languageHost === undefined ? [] : ["--client", languageHost];
  const running = pulumi.run([...argumentsFor(verb, options), "--stack", work.stack.stack, ...files, ...host], {
    cwd: work.program.folder,
    ...(work.signal && { signal: work.signal }),
  });
  const following = followEvents(workspace.eventLog, running, tell);
  // Waits for the CLI to end even when reading its events fails, so that it never runs unattended.
  await Promise.allSettled([running, following]);
  const [end] = await Promise.all([running, following]);
  const { exitCode, stderr, stdout } = end;
  const failed = exitCode !== 0;
  const cancelled = failed && work.signal?.aborted === true;
  if (failed && !cancelled && !told.started)
    throw namedError(end, {
      command: verb,
      stack: work.stack.stack,
      folder: work.program.folder,
      ...(options.plan !== undefined && { plan: options.plan }),
    });
  // Some failures have no event of their own, for example changes where none were expected.
  if (failed && !told.error)
    tell(errorEvent(errorText(stderr) || errorText(stdout) || `pulumi ${verb} ended with code ${exitCode ?? "none"}`));
  const result = cancelled ? "cancelled" : failed ? "failed" : "succeeded";
  return { fold, result, milliseconds: performance.now() - startedAt };
}

/** Debug messages of SDKs are for the SDKs' authors and may contain secrets. The SDK's types do not declare them. */
function isTalkOfSdks({ diagnosticEvent }: EngineEvent): boolean {
  return (diagnosticEvent?.severity as string | undefined) === "debug";
}

function withRemedy(event: EngineEvent): EngineEvent {
  const { diagnosticEvent } = event;
  const remedy = diagnosticEvent?.severity === "error" ? remedyFor(diagnosticEvent.message) : undefined;
  if (!diagnosticEvent || remedy === undefined) return event;
  return {
    ...event,
    diagnosticEvent: { ...diagnosticEvent, message: `${diagnosticEvent.message.trimEnd()}\n${remedy}\n` },
  };
}

function errorEvent(message: string): EngineEvent {
  return {
    sequence: -1,
    timestamp: Math.floor(Date.now() / 1_000),
    diagnosticEvent: { message, color: "never", severity: "error" },
  };
}

function listen({ onEvent }: Work, event: EngineEvent): void {
  try {
    onEvent?.(event);
  } catch {
    // A listener that throws does not stop the operation.
  }
}
