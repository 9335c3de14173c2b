import { type FluxManifestsSource, type Issue, issueAt, type ReadEnvironment } from "../environment/index.ts";
import { asClause, type FileTree, GroundworkError, keptPromises } from "../lib/index.ts";
import { readFluxManifests } from "./flux/index.ts";

type InRepository = Extract<FluxManifestsSource, { readonly in: "repository" }>;

/** What is wrong with the manifests of the repository that install Flux. What an address holds is not looked at. */
export async function checkFlux(tree: FileTree, environments: Iterable<ReadEnvironment>): Promise<readonly Issue[]> {
  const problemOf = keptPromises<string | undefined>();
  const found = await Promise.all(
    [...environments].map(async ({ environment: { sync }, document }): Promise<readonly Issue[]> => {
      const source = sync?.flux?.manifests;
      if (source?.in !== "repository") return [];
      const message = await problemOf(JSON.stringify(source), () => fluxProblem(tree, source));
      if (message === undefined) return [];
      const issue = { severity: "error", code: "flux-manifests-invalid", message } as const;
      return [issueAt(document, ["spec", "sync", "flux", "manifests"], issue)];
    }),
  );
  return found.flat();
}

async function fluxProblem(tree: FileTree, source: InRepository): Promise<string | undefined> {
  try {
    await readFluxManifests(tree, source);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof GroundworkError) return asClause(thrown.message);
    throw thrown;
  }
}
