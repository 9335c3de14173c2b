import { availableParallelism } from "node:os";
import pLimit, { type LimitFunction } from "p-limit";
import { isDefaultProvider } from "../../../../pulumi/index.ts";
import { structuralDiff } from "../../providers/index.ts";
import type { DeploymentContext } from "../context.ts";
import { stepMetadata } from "../events/step-metadata.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import { isLogical, type ReadStep, resourceOf, type Step } from "../step.ts";
import { perform } from "./perform.ts";
import { ResourceProtected } from "./perform-delete.ts";
import type { StepResult } from "./step-result.ts";

/** Steps that run at the same time unless the options say otherwise. The Pulumi CLI's default is the same. */
const defaultParallel = 4 * availableParallelism();

/** Provider failures in a summary's `status`: 1 when part of it was done, 2 when that is not known. */
const statusNumbers = { done: 0, failed: 0, partial: 1, unknown: 2 } as const;

/** How a chain of steps ended: the step that failed, or `stopped` when a step was not started any more. */
export type ChainResult =
  | { readonly kind: "done"; readonly last: StepResult | undefined }
  | { readonly kind: "failed"; readonly step: Step; readonly error: Error }
  | { readonly kind: "stopped" };

/** Carries out chains of steps: each in order, several chains at the same time. */
export class StepExecutor {
  readonly #limit: LimitFunction;
  readonly #running = new Set<Promise<ChainResult>>();

  constructor(private readonly context: DeploymentContext) {
    this.#limit = pLimit(Math.max(1, context.options.parallel ?? defaultParallel));
  }

  /** @param options.goOnAfterFailure true when the caller judges a failure, which then stops no other chain. */
  async run(chain: readonly Step[], options: { readonly goOnAfterFailure?: boolean } = {}): Promise<ChainResult> {
    const running = this.#limit(async () => await this.#chain(chain, options.goOnAfterFailure === true));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #chain(chain: readonly Step[], goOnAfterFailure: boolean): Promise<ChainResult> {
    let last: StepResult | undefined;
    for (const step of chain) {
      if (this.context.stop.reason) return { kind: "stopped" };
      last = await this.#step(step);
      if (last.status !== "done") {
        if (!goOnAfterFailure) this.#stopAfter(last.error);
        return { kind: "failed", step, error: last.error };
      }
    }
    return { kind: "done", last };
  }

  #stopAfter(error: Error): void {
    // Nothing was changed about a protected resource, so the run goes on and reports the other ones, too.
    if (error instanceof ResourceProtected || this.context.options.continueOnError)
      this.context.decisions.sawError = true;
    else this.context.stop.request("failed");
  }

  async #step(step: Step): Promise<StepResult> {
    const { context } = this;
    learnSecrets(step, context);
    context.events.emit({ resourcePreEvent: { metadata: stepMetadata(step), planning: context.preview } });
    if (!context.preview) await context.recorder.begin(step);
    const result = await perform(step, context);
    learnSecrets(step, context);
    if (step.next && step.op !== "replace") {
      if (step.next.state.additionalSecretOutputs?.includes("id"))
        context.events.diagnostic(
          "warning",
          "The property `id` cannot be made secret; it stays readable.",
          step.next.urn,
        );
      context.decisions.current.set(step.next.urn, step.next);
    }
    if (result.status === "done") this.#reportDone(step, result);
    else this.#reportFailure(step, result);
    // The new inputs are not all applied, so the next update has to find a difference.
    if (result.status === "partial" && step.op === "update") step.next.change({ inputs: step.old.state.inputs });
    if (!context.preview) void this.#record(step, result.status === "done" || result.status === "partial");
    return result;
  }

  /** Not awaited: the next dependent step awaits the save of its own pending operation, and that save includes this result. */
  async #record(step: Step, kept: boolean): Promise<void> {
    try {
      await this.context.recorder.end(step, kept);
    } catch (error) {
      this.context.events.problem(error);
      this.context.stop.request("failed");
    }
  }

  #reportDone(step: Step, result: StepResult & { status: "done" }): void {
    const { context } = this;
    const resource = resourceOf(step);
    const refreshed = result.refreshed;
    const op = refreshed && context.refreshOnly ? refreshed.op : step.op;
    const internal = isDefaultProvider(resource.urn) || step.op === "remove-pending-replace";
    const counts =
      step.op === "refresh" ? context.refreshOnly : step.op === "read" ? readChanged(step) : isLogical(step);
    if (counts && !internal) context.counts.add(op);
    // A component's outputs are those of an earlier run until the program registers them.
    if (resource.custom || step.op === "refresh" || step.op === "delete")
      context.events.emit({
        resOutputsEvent: { metadata: stepMetadata(step, refreshed && { ...refreshed, op }), planning: context.preview },
      });
  }

  #reportFailure(step: Step, { error, status }: Exclude<StepResult, { status: "done" }>): void {
    const { context } = this;
    const { urn } = resourceOf(step);
    if (status === "unknown") context.decisions.uncertain = true;
    context.events.diagnostic("error", error.message, isDefaultProvider(urn) ? "" : urn);
    context.events.emit({
      resOpFailedEvent: { metadata: stepMetadata(step), status: statusNumbers[status], steps: context.counts.total },
    });
  }
}

function learnSecrets(
  { old, next }: { readonly old: ResourceHandle | undefined; readonly next?: ResourceHandle | undefined },
  { events }: DeploymentContext,
): void {
  for (const handle of [old, next]) if (handle) events.learnResource(handle.state);
}

/** A resource that reads the same as before does not count as a change. */
function readChanged({ old, next }: ReadStep): boolean {
  return old !== undefined && structuralDiff(old.state.outputs, next.state.outputs) !== undefined;
}
