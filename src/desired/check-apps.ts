import { environmentPath, type Issue, type Sync } from "../environment/index.ts";
import { ManifestChecker } from "../kubernetes/manifests/index.ts";
import type { FileTree } from "../lib/index.ts";
import type { DesiredState } from "./desired-state.ts";

/**
 * What is wrong with the manifests that environments' clusters follow, and a warning for each whose folder is not in this
 * repository, or is empty.
 */
export async function checkApps(tree: FileTree, states: readonly DesiredState[]): Promise<readonly Issue[]> {
  const checker = new ManifestChecker(tree);
  const found = await Promise.all(
    states.map(async ({ environment, sync, cloud }): Promise<readonly Issue[]> => {
      if (!sync || isElsewhere(sync) || sync.suspend) return [];
      const folder = sync.path.replace(/^\.\//, "");
      if ((await tree.list(folder)).length > 0) return appIssues(checker, { sync, cloud });
      const message = `${folder} holds nothing, and its cluster would wait for it; add manifests, or name another folder in spec.sync.path`;
      const place = { file: environmentPath(environment), line: 1, column: 1 };
      return [{ ...place, severity: "warning", code: "no-apps", path: "", message }];
    }),
  );
  return found.flat();
}

/** What an environment's declaration says of the manifests that its cluster follows. */
export interface FollowedApps {
  readonly sync: Pick<Sync, "path" | "agent" | "repository">;
  readonly cloud: { readonly kind: "local" | "gcp" };
}

/** What is wrong with the manifests of one folder, for the cluster and the sync agent that follow it. */
export async function appIssues(checker: ManifestChecker, { sync, cloud }: FollowedApps): Promise<readonly Issue[]> {
  if (isElsewhere(sync)) return [];
  const issues = await checker.issuesOf(sync.path.replace(/^\.\//, ""), { gke: cloud.kind === "gcp" });
  return issues
    .filter((issue) => sync.agent !== "flux" || !isIgnoredByFlux(issue))
    .map((issue) => ({ ...issue, path: "" }));
}

/** Folders in another repository cannot be checked here. */
const isElsewhere = ({ repository }: Pick<Sync, "repository">): boolean => repository !== undefined;

/** Flux takes no JSON from a folder without a kustomization. */
const isIgnoredByFlux = ({ file, code }: { readonly file: string; readonly code: string }): boolean =>
  file.endsWith(".json") && code === "invalid-manifest";
