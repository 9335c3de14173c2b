import {
  type Diagnostic,
  isDeletion,
  maskedProperties,
  type OperationResult,
  type Outcome,
  type Plan,
  type PlannedStep,
  type PropertyChange,
  type StepOp,
  type TakenStep,
} from "../change/index.ts";
import { isDefaultProvider, stackType } from "../pulumi/index.ts";
import type { EngineEvent } from "./engine.ts";
import { sameOutputs } from "./same-outputs.ts";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

interface Begun {
  readonly metadata: Metadata;
  readonly startedAt: number;
  end?: { readonly status: "done" | "failed"; readonly metadata: Metadata; readonly at: number };
}

/**
 * Gathers the events of one operation into what it came to.
 *
 * The same for every engine: it knows nothing but the events. Default providers are left out, as the CLI leaves them out.
 */
export class EventFold {
  readonly #steps: Begun[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #summary: Partial<Record<StepOp, number>> = {};
  #outputs: Record<string, unknown> = {};

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(private readonly now: () => number) {}

  readonly add = (event: EngineEvent): void => {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, summaryEvent } = event;
    if (resourcePreEvent) this.#begin(resourcePreEvent.metadata);
    if (resOutputsEvent) this.#end(resOutputsEvent.metadata, "done");
    if (resOpFailedEvent) this.#end(resOpFailedEvent.metadata, "failed");
    if (summaryEvent) this.#summary = { ...summaryEvent.resourceChanges };
    if (diagnosticEvent && !diagnosticEvent.ephemeral)
      this.#diagnostics.push({
        severity: diagnosticEvent.severity,
        message: diagnosticEvent.message,
        ...(diagnosticEvent.urn ? { urn: diagnosticEvent.urn } : {}),
      });
  };

  plan(result: OperationResult, milliseconds: number): Plan {
    return {
      ...this.#common(result, milliseconds),
      steps: this.#steps.map((step) =>
        step.end?.status === "failed" ? { ...planned(step), failed: true } : planned(step),
      ),
    };
  }

  outcome(result: OperationResult, milliseconds: number): Outcome {
    return { ...this.#common(result, milliseconds), steps: this.#steps.map(taken) };
  }

  #common(result: OperationResult, milliseconds: number): Omit<Plan, "steps"> {
    return {
      result,
      summary: this.#summary,
      diagnostics: this.#diagnostics,
      outputs: this.#outputs,
      milliseconds,
    };
  }

  #begin(metadata: Metadata): void {
    if (!isDefaultProvider(metadata.urn)) this.#steps.push({ metadata, startedAt: this.now() });
  }

  #end(metadata: Metadata, status: "done" | "failed"): void {
    if (metadata.type === stackType && status === "done" && metadata.new)
      this.#outputs = maskedProperties(metadata.new.outputs);
    const step = this.#steps.findLast(
      (candidate) => candidate.metadata.urn === metadata.urn && sameStep(candidate.metadata.op, metadata.op),
    );
    // Outputs of a component come after its step has ended: what is known by then counts.
    if (step && (step.end === undefined || status === step.end.status)) step.end = { status, metadata, at: this.now() };
  }
}

/** A refresh step begins as `refresh` and ends as the operation that the provider's answer amounts to. */
function sameStep(begun: string, ended: string): boolean {
  return begun === ended || begun === "refresh";
}

function planned({ metadata: begun, end }: Begun): PlannedStep {
  const metadata = end?.metadata ?? begun;
  const { old, new: next } = metadata;
  const detailed = metadata.detailedDiff && detailedDiff(metadata.detailedDiff);
  const id = old?.id || next?.id;
  const oldInputs = old && maskedProperties(old.inputs);
  const isRefreshed = begun.op === "refresh" && old && next;
  return {
    op: metadata.op,
    urn: metadata.urn,
    type: metadata.type,
    provider: metadata.provider,
    replaceKeys: metadata.keys ?? [],
    diffs: metadata.diffs ?? [],
    ...(detailed ? { detailedDiff: detailed } : {}),
    ...(id ? { id } : {}),
    protect: (next ?? old)?.protect ?? false,
    ...(isDeletion(metadata.op) && old?.retainOnDelete ? { retained: true } : {}),
    ...(oldInputs ? { oldInputs } : {}),
    ...(isRefreshed && !sameOutputs(metadata.type, old.outputs, next.outputs) ? { otherOutputs: true } : {}),
    ...(next ? { newInputs: oldInputs && next.inputs === old.inputs ? oldInputs : maskedProperties(next.inputs) } : {}),
  };
}

function taken(step: Begun): TakenStep {
  const { startedAt, end } = step;
  return {
    ...planned(step),
    status: end?.status ?? "done",
    milliseconds: (end?.at ?? startedAt) - startedAt,
  };
}

function detailedDiff(diff: NonNullable<Metadata["detailedDiff"]>): Readonly<Record<string, PropertyChange>> {
  return Object.fromEntries(
    Object.entries(diff).map(([path, { diffKind, inputDiff }]) => [path, { kind: diffKind, inputDiff }]),
  );
}
