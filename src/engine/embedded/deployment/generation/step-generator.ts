import { randomBytes } from "node:crypto";
import { isProviderType, urnOf } from "../../../../pulumi/index.ts";
import { type CheckFailure, withIgnoredChanges } from "../../providers/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { StepExecutor } from "../execution/step-executor.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import type { Step } from "../step.ts";
import { addedInputs } from "./added-inputs.ts";
import { aliasUrns, nameBelowParent } from "./aliases.ts";
import { decideChange } from "./decide-change.ts";
import type { Alias, Goal, ReadGoal } from "./goal.ts";
import { DuplicateResource, InputsRejected, ParentMissing, RegistrationAbandoned } from "./goal-problems.ts";
import { stateForGoal, stateForRead } from "./new-state.ts";
import { providerViewFor } from "./provider-view.ts";
import { createFirst, recreate } from "./replacement.ts";
import { carriedOverInTurn, missingTarget, skippedCreate } from "./targeting.ts";

/** What the program learns about a resource that it registered. */
export interface Registered {
  readonly handle: ResourceHandle;
  readonly result: "done" | "failed" | "skipped";
  /** The outputs are not known and will not be: the resource was not created because it is no target. */
  readonly unknown: boolean;
}

/** The old state of a resource, and the older URN under which it was found. */
interface Found {
  readonly old: ResourceHandle | undefined;
  readonly alias?: string;
}

/** Turns goals into steps and has the executor carry them out. Registrations run at the same time. */
export class StepGenerator {
  constructor(
    private readonly context: DeploymentContext,
    private readonly executor: StepExecutor,
  ) {}

  /** @throws {RegistrationAbandoned} when the deployment stopped, for this resource or another; the reason is reported. */
  async register(wanted: Goal): Promise<Registered> {
    const goal = { ...wanted, name: nameBelowParent(wanted, this.context) };
    return await this.#reporting(goal, async (urn) => {
      const found = this.#findOld(urn, goal);
      return await this.#noting(found.old, this.#turnIntoSteps(goal, urn, found));
    });
  }

  async #noting(old: ResourceHandle | undefined, registration: Promise<Registered>): Promise<Registered> {
    if (old) this.context.decisions.registrations.set(old.urn, registration);
    return await registration;
  }

  async #turnIntoSteps(goal: Goal, urn: string, found: Found): Promise<Registered> {
    const next = stateForGoal(goal, urn, found);
    if (this.#dependsOnFailed(next)) return { handle: next, result: "skipped", unknown: false };
    const randomSeed = randomBytes(32);
    const { old } = found;
    if (!wantsImport(goal, old)) {
      const decided = await this.#decideOrFail(goal, old, next, randomSeed);
      return "result" in decided ? decided : await this.#carryOut(decided);
    }

    const imported = await this.#import(goal, old, next, randomSeed);
    if (imported.result !== "done") return imported;
    const wanted = stateForGoal(goal, urn, { old: next });
    const steps = await this.#decideOrFail(goal, next, wanted, randomSeed);
    if ("result" in steps) return steps;
    // Nothing differs, so the import is all there is to do.
    if (steps.every(({ op }) => op === "same")) return imported;
    return await this.#carryOut(steps);
  }

  async read(goal: ReadGoal): Promise<Registered> {
    return await this.#reporting(goal, async (urn) => {
      const { old, alias } = this.#findOld(urn, { ...goal, aliases: [] });
      const next = stateForRead(goal, urn, alias);
      if (!old || old.state.external || old.state.id === goal.id) {
        this.context.decisions.reads.add(urn);
        return await this.#noting(old, this.#carryOut([{ op: "read", old, next }]));
      }
      // The program reads another resource in place of the managed one, which it no longer manages.
      this.context.decisions.replaces.add(urn);
      return await this.#noting(
        old,
        this.#carryOut([
          { op: "read-replacement", old, next },
          { op: "replace", old, next },
        ]),
      );
    });
  }

  async #reporting(
    goal: { readonly type: string; readonly name: string; readonly parent?: string },
    work: (urn: string) => Promise<Registered>,
  ): Promise<Registered> {
    const { context } = this;
    if (context.stop.reason) throw new RegistrationAbandoned();
    const urn = urnOf(context.stack, goal.parent, goal.type, goal.name);
    try {
      if (goal.parent !== undefined && !context.decisions.seen.has(goal.parent))
        throw new ParentMissing({ resource: urn, parent: goal.parent });
      if (context.decisions.seen.has(urn)) throw new DuplicateResource({ urn });
      context.decisions.seen.add(urn);
      return await work(urn);
    } catch (error) {
      if (!(error instanceof RegistrationAbandoned) && !(error instanceof InputsRejected))
        context.events.problem(error, urn);
      context.stop.request("failed", { reported: true });
      throw new RegistrationAbandoned();
    }
  }

  #findOld(
    urn: string,
    goal: {
      readonly type: string;
      readonly name: string;
      readonly parent?: string;
      readonly aliases: readonly Alias[];
    },
  ): Found {
    const { decisions, old: olds, stack, registry } = this.context;
    const takenBy = decisions.renamedFrom.get(urn);
    if (takenBy !== undefined) throw new DuplicateResource({ urn, other: takenBy });
    const own = olds.get(urn);
    if (own) return { old: own };
    for (const alias of aliasUrns(goal, stack, decisions.renamedTo)) {
      const old = olds.getByAlias(alias);
      if (!old || old.urn === urn) continue;
      const { urn: oldUrn } = old;
      if (decisions.seen.has(oldUrn) || decisions.renamedFrom.has(oldUrn))
        throw new DuplicateResource({ urn, other: oldUrn });
      decisions.renamedFrom.set(oldUrn, urn);
      decisions.renamedTo.set(urn, oldUrn);
      if (isProviderType(goal.type)) registry.registerAlias(urn, oldUrn);
      return { old, alias: oldUrn };
    }
    return { old: undefined };
  }

  #dependsOnFailed(next: ResourceHandle): boolean {
    const { failed } = this.context.decisions;
    const skips = (next.state.dependencies ?? []).some((urn) => failed.has(urn));
    if (skips) failed.add(next.urn);
    return skips;
  }

  async #import(
    goal: Goal,
    old: ResourceHandle | undefined,
    next: ResourceHandle,
    randomSeed: Uint8Array,
  ): Promise<Registered> {
    const { decisions, reads } = this.context;
    reads.ofCloud();
    decisions.imports.add(next.urn);
    const replaces = old !== undefined && !decisions.deletes.has(next.urn);
    const step = { old, next, ignoreChanges: goal.ignoreChanges, randomSeed };
    return await this.#carryOut(
      replaces
        ? [
            { op: "import-replacement", ...step },
            { op: "replace", old, next },
          ]
        : [{ op: "import", ...step }],
    );
  }

  /** In a preview that goes on after errors, a provider's failure to compare one resource is that resource's alone. */
  async #decideOrFail(
    goal: Goal,
    old: ResourceHandle | undefined,
    next: ResourceHandle,
    randomSeed: Uint8Array,
  ): Promise<readonly Step[] | Registered> {
    const { preview, options, decisions, events, stop } = this.context;
    try {
      return await this.#decide(goal, old, next, randomSeed);
    } catch (error) {
      if (!preview || !options.continueOnError || stop.reason || error instanceof RegistrationAbandoned) throw error;
      if (!(error instanceof InputsRejected)) events.problem(error, next.urn);
      decisions.sawError = true;
      decisions.failed.add(next.urn);
      return { handle: next, result: "failed", unknown: false };
    }
  }

  async #decide(
    goal: Goal,
    old: ResourceHandle | undefined,
    next: ResourceHandle,
    randomSeed: Uint8Array,
  ): Promise<readonly Step[]> {
    const { context } = this;
    const { decisions, targets } = context;
    const { urn } = next;
    const included = targets.includes(next.state);
    const providerView =
      goal.custom && (included || isProviderType(goal.type)) ? await providerViewFor(next.state, context) : undefined;

    const anew =
      !old ||
      old.state.external === true ||
      old.state.taint === true ||
      decisions.deletes.has(urn) ||
      targets.replaces(urn);
    let inputs = old ? this.#withIgnored(goal, old) : goal.properties;
    if (providerView) {
      const answer = anew
        ? await providerView.check(undefined, goal.properties, randomSeed)
        : await providerView.check(old.state.inputs, inputs, randomSeed);
      this.#reject(next, answer.failures);
      inputs = answer.inputs;
      if (anew) decisions.addedInputs.set(urn, addedInputs(goal.properties, inputs));
      next.change({ inputs });
    }

    if (old && decisions.deletes.has(urn)) return this.#recreate(old, next);
    if (old?.state.external) {
      decisions.creates.add(urn);
      return createFirst(old, next, undefined);
    }
    if (!included) targets.leaveOut(urn);
    if (old && !included) return await carriedOverInTurn(old, context);
    if (old) {
      const steps = await decideChange({ goal, old, next, inputs, providerView, randomSeed }, context);
      return steps === "recreate" ? this.#recreate(old, next) : steps;
    }
    if (!included) {
      // Its inputs were not checked.
      if (goal.custom && !providerView) next.change({ inputs: {} });
      decisions.sames.add(urn);
      decisions.skippedCreates.add(urn);
      return [skippedCreate(next)];
    }
    decisions.creates.add(urn);
    return [{ op: "create", old: undefined, next, deletesOldLater: false }];
  }

  #recreate(old: ResourceHandle, next: ResourceHandle): readonly Step[] {
    const { decisions } = this.context;
    decisions.deletes.delete(next.urn);
    decisions.replaces.add(next.urn);
    return recreate(old, next, decisions.dependentReplaceKeys.get(next.urn) ?? []);
  }

  #withIgnored(goal: Goal, old: ResourceHandle): Goal["properties"] {
    const { inputs, notApplied } = withIgnoredChanges(goal.properties, old.state.inputs, goal.ignoreChanges);
    if (notApplied.length > 0)
      this.context.events.diagnostic(
        "info",
        `Changes cannot be ignored where something around them was added or removed: ${notApplied.join(", ")}`,
        old.urn,
      );
    return { ...inputs };
  }

  #reject({ urn, state }: ResourceHandle, failures: readonly CheckFailure[]): void {
    if (failures.length === 0) return;
    const problems = failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));
    for (const problem of problems)
      this.context.events.diagnostic("error", `${state.type} is not valid: ${problem}`, urn);
    throw new InputsRejected({ urn, problems });
  }

  async #carryOut(steps: readonly Step[]): Promise<Registered> {
    const { context } = this;
    const handle = resultOf(steps);
    for (const step of steps) {
      const problem = missingTarget(step, context);
      if (!problem) continue;
      context.decisions.sawError = true;
      if (!context.preview) throw problem;
      context.events.diagnostic("error", problem.message, handle.urn);
    }
    for (const step of steps) if (step.next && step.op !== "replace") context.decisions.steps.set(step.next.urn, step);
    const result = await this.executor.run(steps);
    if (result.kind === "stopped" || (result.kind === "failed" && !context.options.continueOnError))
      throw new RegistrationAbandoned();
    if (result.kind === "failed") context.decisions.failed.add(handle.urn);
    const skipped = steps.some((step) => step.op === "same" && step.skippedCreate);
    return { handle, result: result.kind, unknown: skipped };
  }
}

/** The resource that a chain of steps is about: its last one makes it, or stands for the making. */
function resultOf(steps: readonly Step[]): ResourceHandle {
  const last = steps.at(-1);
  if (!last?.next) throw new TypeError("A registration led to no step.");
  return last.next;
}

function wantsImport(goal: Goal, old: ResourceHandle | undefined): boolean {
  if (!goal.custom || goal.importId === undefined) return false;
  return !old || old.state.external === true || (old.state.importID ?? old.state.id) !== goal.importId;
}
