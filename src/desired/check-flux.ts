import { environmentPath, type Issue } from "../environment/index.ts";
import { asClause, type FileTree, GroundworkError, keptPromises } from "../lib/index.ts";
import type { DesiredState } from "./desired-state.ts";
import { readFluxManifests } from "./flux/index.ts";

/** What is wrong with the manifests of the repository that install Flux. What an address holds is not looked at. */
export async function checkFlux(tree: FileTree, states: readonly DesiredState[]): Promise<readonly Issue[]> {
  const problemOf = keptPromises<string | undefined>();
  const found = await Promise.all(
    states.map(async ({ environment, sync }): Promise<readonly Issue[]> => {
      const source = sync?.flux?.manifests;
      if (source?.in !== "repository") return [];
      const message = await problemOf(JSON.stringify(source), () => fluxProblem(tree, source));
      if (message === undefined) return [];
      const place = { file: environmentPath(environment), line: 1, column: 1 };
      return [
        { ...place, severity: "error", code: "flux-manifests-invalid", path: "spec.sync.flux.manifests", message },
      ];
    }),
  );
  return found.flat();
}

async function fluxProblem(
  tree: FileTree,
  source: Parameters<typeof readFluxManifests>[1],
): Promise<string | undefined> {
  try {
    await readFluxManifests(tree, source);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof GroundworkError) return asClause(thrown.message);
    throw thrown;
  }
}
