import type { Diagnostic, Outcome, Plan, PlannedStep, TakenStep } from "../../../src/change/index.ts";
import type { Engine, StackName, Work } from "../../../src/engine/index.ts";
import { withoutChance } from "./chance.ts";
import { type Checkpoint, normalCheckpoint, readCheckpoint } from "./checkpoint.ts";

/** What one operation of a case came to, so that it can be compared with the same operation of another engine. */
export interface TranscriptEntry {
  readonly verb: keyof Engine;
  /** `rejected`: it did not start. */
  readonly result: string;
  readonly summary?: Plan["summary"];
  readonly outputs?: Plan["outputs"];
  /** The steps of each URN in their order. The order among independent resources differs from run to run. */
  readonly steps?: Readonly<Record<string, readonly object[]>>;
  /**
   * For resources of which one depends on the other: their steps in the order in which they began. Without those of a
   * refresh, which reads everything at the same time.
   */
  readonly order?: readonly string[];
  /** By URN: the number of diagnostics of each severity. */
  readonly diagnostics?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The stack's checkpoint on disk afterwards. */
  readonly checkpoint: unknown;
}

/**
 * An engine that writes down what each of its operations came to.
 *
 * @param stateFolder where both engines keep Pulumi's file backend.
 */
export function transcribed(engine: Engine, stateFolder: string, transcript: TranscriptEntry[]): Engine {
  const told = async <Told>(
    verb: keyof Engine,
    stack: StackName,
    operation: () => Promise<Told>,
    begun: readonly Ordered[] = [],
  ): Promise<Told> => {
    const before = await readCheckpoint(stateFolder, stack);
    const write = async (entry: Omit<TranscriptEntry, "checkpoint">) => {
      const after = await readCheckpoint(stateFolder, stack);
      transcript.push(withoutChance({ ...entry, checkpoint: await normalCheckpoint(after) }) as TranscriptEntry);
    };
    try {
      const value = await operation();
      const after = await readCheckpoint(stateFolder, stack);
      await write({ verb, ...(isEnd(value) ? endOf(value, [before, after], begun) : { result: "done" }) });
      return value;
    } catch (error) {
      await write({ verb, result: "rejected" });
      throw error;
    }
  };
  const watching = async <Told>(verb: keyof Engine, work: Work, operation: (work: Work) => Promise<Told>) => {
    const begun: Ordered[] = [];
    return await told(verb, work.stack, () => operation(watched(work, begun)), begun);
  };
  return {
    name: engine.name,
    preview: async (work, options) => await watching("preview", work, (each) => engine.preview(each, options)),
    up: async (work, options) => await watching("up", work, (each) => engine.up(each, options)),
    refresh: async (work, options) => await watching("refresh", work, (each) => engine.refresh(each, options)),
    destroy: async (work, options) => await watching("destroy", work, (each) => engine.destroy(each, options)),
    outputs: async (stack) => await engine.outputs(stack),
    exportState: async (stack) => await engine.exportState(stack),
    importState: async (stack, deployment) =>
      await told("importState", stack, () => engine.importState(stack, deployment)),
  };
}

type End = Plan | Outcome;

function isEnd(value: unknown): value is End {
  return typeof value === "object" && value !== null && "steps" in value;
}

/** Notes each step that begins, without those of a refresh, whose end has another op than its begin: that of the change found. */
function watched(work: Work, begun: Ordered[]): Work {
  return {
    ...work,
    onEvent(event) {
      work.onEvent?.(event);
      if (event.resourcePreEvent === undefined || event.resourcePreEvent.metadata.op === "refresh") return;
      const { urn, op, old, new: next } = event.resourcePreEvent.metadata;
      const id = old?.id || next?.id;
      begun.push({ urn, op, ...(id && { id }) });
    },
  };
}

function endOf(
  end: End,
  checkpoints: readonly Checkpoint[],
  begun: readonly Ordered[],
): Omit<TranscriptEntry, "verb" | "checkpoint"> {
  const shown = new Set(end.steps.map(({ urn }) => urn));
  return {
    result: end.result,
    summary: end.summary,
    outputs: end.outputs,
    steps: stepsByUrn(end.steps),
    order: orderOfDependents(
      begun.filter(({ urn }) => shown.has(urn)),
      checkpoints,
    ),
    diagnostics: severitiesByUrn(end.diagnostics),
  };
}

function stepsByUrn(steps: readonly (PlannedStep | TakenStep)[]): Record<string, object[]> {
  const byUrn: Record<string, object[]> = {};
  for (const step of inOneOrder(steps)) {
    const { urn, type: _type, diffs, replaceKeys, ...others } = step;
    const { milliseconds: _time, ...shown } = others as typeof others & { milliseconds?: number };
    (byUrn[urn] ??= []).push({ ...shown, diffs: diffs.toSorted(), replaceKeys: replaceKeys.toSorted() });
  }
  return byUrn;
}

type Ordered = Pick<PlannedStep, "urn" | "op" | "id">;

/** Both halves of a replacement may be deleted at the same time: they are put in the order of their ids. */
function inOneOrder<Step extends Ordered>(steps: readonly Step[]): readonly Step[] {
  const ordered: Step[] = [];
  for (const step of steps) {
    let at = ordered.length;
    while (at > 0 && areHalves(ordered[at - 1], step) && (ordered[at - 1]?.id ?? "") > (step.id ?? "")) at -= 1;
    ordered.splice(at, 0, step);
  }
  return ordered;
}

function areHalves(left: Ordered | undefined, right: Ordered): boolean {
  return left?.urn === right.urn && [left, right].every(({ op }) => op === "delete" || op === "delete-replaced");
}

/** The order of the steps of each pair of resources of which one depends on the other. */
function orderOfDependents(steps: readonly Ordered[], checkpoints: readonly Checkpoint[]): string[] {
  const pairs = new Map<string, ReadonlySet<string>>();
  for (const { resources } of checkpoints)
    for (const { urn, needs } of resources)
      for (const needed of needs) pairs.set(`${needed}\n${urn}`, new Set([needed, urn]));
  return [...pairs.values()]
    .map((pair) => inOneOrder(steps.filter(({ urn }) => pair.has(urn))))
    .map((ordered) => ordered.map(({ urn, op }) => `${op} ${nameOf(urn)}`))
    .filter((order) => order.length > 1)
    .map((order) => order.join(", "))
    .toSorted();
}

function severitiesByUrn(diagnostics: readonly Diagnostic[]): Record<string, Record<string, number>> {
  const byUrn: Record<string, Record<string, number>> = {};
  for (const { urn = "", severity, message } of diagnostics) {
    if (onlyTheCliSays.some((pattern) => pattern.test(message))) continue;
    const counts = (byUrn[urn] ??= {});
    counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return byUrn;
}

const onlyTheCliSays: readonly RegExp[] = [
  // The plugins that lead to the fake cloud and the language host are found on PATH; the plugins have no version.
  /^using pulumi-(resource|language)-\S+ from \$PATH/,
  /^resource plugin \S+ is expected to have version/,
  // The CLI also shows what a plugin printed before it ended.
  /^Detected that \S+ exited prematurely/,
];

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
