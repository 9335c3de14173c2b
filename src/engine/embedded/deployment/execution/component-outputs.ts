import type { PropertyMap } from "../../../../pulumi/index.ts";
import { qualifiedTypeOfUrn, stackType } from "../../../../pulumi/index.ts";
import type { DeploymentContext } from "../context.ts";
import { stepMetadata } from "../events/step-metadata.ts";
import { OutputsWithoutResource } from "../generation/goal-problems.ts";

/**
 * Outputs that the program registers for its components, the stack among them.
 *
 * The stack's are kept until the deployment has ended: if it failed, what the program did not get to say stays as it was.
 */
export class ComponentOutputs {
  #stack: { readonly urn: string; readonly outputs: PropertyMap } | undefined;

  constructor(private readonly context: DeploymentContext) {}

  /** True once the program has told the stack's outputs: it came to its end. */
  get stackRegistered(): boolean {
    return this.#stack !== undefined;
  }

  /** @throws {OutputsWithoutResource} */
  async register(urn: string, outputs: PropertyMap): Promise<void> {
    if (qualifiedTypeOfUrn(urn) === stackType) this.#stack = { urn, outputs };
    else await this.#set(urn, outputs);
  }

  async finish(failed: boolean): Promise<void> {
    if (!this.#stack) return;
    const { urn, outputs } = this.#stack;
    const before = this.context.old.get(urn)?.state.outputs ?? {};
    await this.#set(urn, failed ? { ...before, ...outputs } : outputs);
  }

  async #set(urn: string, outputs: PropertyMap): Promise<void> {
    const { context } = this;
    const handle = context.decisions.current.get(urn);
    const step = context.decisions.steps.get(urn);
    if (!handle || !step) throw new OutputsWithoutResource({ urn });
    if (step.op === "same" && step.skippedCreate) return;
    handle.change({ outputs });
    context.events.emit({ resOutputsEvent: { metadata: stepMetadata(step), planning: context.preview } });
    if (!context.preview) await context.recorder.changed();
  }
}
