/**
 * What an installed kustomize, or the one in kubectl, makes of a folder.
 *
 * In:   the files that it may read, and where the executable is looked for.
 * Out:  {@link kustomized}: the manifests as one text, or kustomize's reason without what differs from run to run.
 * Must not know: clusters, Git, who asks. It ships with the sync agent.
 */
export { kustomizeProblem } from "./kustomize-output.ts";
export {
  type BuildFile,
  KustomizeFailed,
  KustomizeMissing,
  type KustomizeOptions,
  kustomized,
  leadsOut,
} from "./kustomized.ts";
