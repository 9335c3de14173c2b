import { type AffectedEnvironment, type EnvironmentRun, isGoodEnd } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { inDependencyOrder, reversed } from "../selection/index.ts";
import { interrupted, leftAlone } from "./left-alone.ts";

/**
 * Does one thing to each environment, after those that it depends on; with `backwards`, after those that depend on it.
 *
 * Keeps the order of `affected` in its answer. Once the signal aborts nothing more is started, and the answer says so.
 */
export async function runEach(
  affected: readonly AffectedEnvironment[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  run: (environment: AffectedEnvironment) => Promise<EnvironmentRun>,
  ports: Pick<FlowPorts, "signal" | "parallel" | "clock" | "onProgress">,
  order: "forwards" | "backwards" = "forwards",
): Promise<readonly EnvironmentRun[]> {
  const byName = new Map(affected.map((environment) => [environment.name, environment]));
  const results = await inDependencyOrder<EnvironmentRun>({
    names: [...byName.keys()],
    dependencies: order === "forwards" ? dependencies : reversed(dependencies),
    parallel: ports.parallel,
    isGood: ({ layers }) => layers.every(isGoodEnd),
    async run(name) {
      const environment = known(byName, name);
      const ended = ports.signal.aborted ? leftAlone(environment, interrupted, ports) : await run(environment);
      ports.onProgress({ kind: "ran", environment: name, run: ended });
      return ended;
    },
  });
  return affected.map((environment) => {
    const result = known(results, environment.name);
    if ("done" in result) return result.done;
    const because = `${result.blockedBy} did not succeed`;
    const left = leftAlone(environment, { kind: "not-started", because }, ports);
    ports.onProgress({ kind: "ran", environment: environment.name, run: left });
    return left;
  });
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`${name} got lost between planning and running.`);
  return value;
}
