import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { resourceNameOf, type StepOp } from "../../change/index.ts";
import { secondsText } from "../../lib/index.ts";
import { isDefaultProvider, stackType } from "../../pulumi/index.ts";
import { escapingPaint, type Paint } from "./paint.ts";
import { stepWords } from "./step-words.ts";
import { type OperationTracker, withoutColorTags } from "./tracker.ts";

/** Steps that are not worth a line each in a log. */
const silent: ReadonlySet<StepOp> = new Set(["same", "replace", "refresh"]);

/**
 * The lines that an event adds to a log, for pipes and CI: one for each step, when it has ended, and one for each diagnostic.
 *
 * `tracker` has already taken the event in.
 */
export function plainLines(event: EngineEvent, tracker: OperationTracker, paint: Paint): readonly string[] {
  if (event.diagnosticEvent && !event.diagnosticEvent.ephemeral) {
    const { severity, urn, message } = event.diagnosticEvent;
    return diagnosticLines({ severity, message: withoutColorTags(message).trimEnd(), ...(urn && { urn }) }, paint);
  }
  const ended = event.resOutputsEvent;
  if (ended && !ended.planning) {
    const row = tracker.row(ended.metadata.urn);
    return stepLine(
      ended.metadata,
      "done",
      row?.endedAt === undefined ? "" : ` (${secondsText(row.endedAt - row.startedAt)})`,
      paint,
    );
  }
  if (event.resOpFailedEvent) return stepLine(event.resOpFailedEvent.metadata, "running", " failed", paint);
  return [];
}

/** `error: gcp:compute:Network main: the message`, further lines of it indented. */
export function diagnosticLines(
  { severity, message, urn }: { readonly severity: string; readonly message: string; readonly urn?: string },
  colors: Paint,
): readonly string[] {
  if (message === "") return [];
  const paint = escapingPaint(colors);
  const { type, name } = resourceNameOf(urn ?? "");
  const subject = urn === undefined || type === stackType ? "" : `${type} ${name}: `;
  const level = severity === "info#err" ? "info" : severity;
  const text = `${level}: ${subject}${message.replace(/^(?:error|warning): /u, "")}`;
  const color = level === "error" ? paint.failed : level === "warning" ? paint.warned : paint.quiet;
  return text.split("\n").map((line, index) => color(index === 0 ? line : `    ${line}`));
}

function stepLine(
  { op, urn }: { readonly op: StepOp; readonly urn: string },
  when: "running" | "done",
  suffix: string,
  colors: Paint,
): readonly string[] {
  const paint = escapingPaint(colors);
  if (silent.has(op) || (isDefaultProvider(urn) && suffix !== " failed")) return [];
  const { type, name } = resourceNameOf(urn);
  const words = stepWords[op];
  const line = `${words.symbol.padStart(2)} ${type} ${name} ${words[when]}${suffix}`;
  return [suffix === " failed" ? paint.failed(line) : paint[words.paint](line)];
}
