import type { AffectedEnvironment, EnvironmentRun } from "../change/index.ts";
import { inDependencyOrder, reversed } from "./dependency-order.ts";
import type { FlowPorts } from "./ports.ts";

/**
 * Does one thing to each environment, after those that it depends on; with `backwards`, after those that depend on it.
 *
 * Keeps the order of `affected` in its answer. Once the signal aborts nothing more is started, and the answer says so.
 */
export async function runEach(
  affected: readonly AffectedEnvironment[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  run: (environment: AffectedEnvironment) => Promise<EnvironmentRun>,
  { signal, parallel }: Pick<FlowPorts, "signal" | "parallel">,
  order: "forwards" | "backwards" = "forwards",
): Promise<readonly EnvironmentRun[]> {
  const byName = new Map(affected.map((environment) => [environment.name, environment]));
  const results = await inDependencyOrder<EnvironmentRun>({
    names: [...byName.keys()],
    dependencies: order === "forwards" ? dependencies : reversed(dependencies),
    parallel,
    isGood: isGoodEnd,
    async run(name) {
      const environment = known(byName, name);
      return signal.aborted ? { kind: "not-started", affected: environment, because: "interrupted" } : run(environment);
    },
  });
  return affected.map((environment) => {
    const result = known(results, environment.name);
    return "done" in result
      ? result.done
      : { kind: "not-started", affected: environment, because: `${result.blockedBy} did not succeed` };
  });
}

function isGoodEnd(run: EnvironmentRun): boolean {
  return (
    run.kind === "removed" ||
    run.kind === "not-handled" ||
    (run.kind === "ran" && (run.outcome?.result ?? "succeeded") === "succeeded")
  );
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`${name} got lost between planning and running.`);
  return value;
}
