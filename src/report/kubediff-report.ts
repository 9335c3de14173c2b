import {
  type EnvironmentPreview,
  type FleetStatus,
  isPlanned,
  type Kubediff,
  type ObjectVerdict,
  verdictOfKubediff,
} from "../change/index.ts";
import { type Block, line, message, type Span, tone } from "./document/index.ts";
import { kubediffChanges, kubediffHead, kubediffLeft, kubediffUnknown } from "./section/index.ts";

const verdicts: Readonly<Record<ObjectVerdict, Span>> = {
  "in-sync": tone("added", "in sync"),
  diverged: tone("changed", "diverged"),
  unknown: tone("failed", "unknown"),
};

/** A cluster against Git: what is unknown before what would change, and what stays as it is last. */
export function kubediffReport(diff: Kubediff): readonly Block[] {
  return [
    ...kubediffHead(diff, verdicts[verdictOfKubediff(diff)]),
    ...kubediffUnknown(diff),
    ...kubediffChanges(diff),
    ...kubediffLeft(diff),
  ];
}

/** What stands in the clusters, of previews that asked them: why it is not known before where it differs. */
export function clustersOfPreview(previews: readonly EnvironmentPreview[]): readonly Block[] {
  const asked = previews.flatMap(({ affected: { name }, layers }) =>
    layers.filter(isPlanned).flatMap(({ clusters }) => (clusters === undefined ? [] : [{ name, clusters }])),
  );
  return [
    ...asked.flatMap(({ name, clusters }) =>
      clusters.kind === "not-compared"
        ? [
            line(
              tone("failed", `${name}: what stands in its cluster is unknown. `),
              "Its manifests are compared with those that its agent was handed last: ",
              message(clusters.problem.message),
            ),
          ]
        : [],
    ),
    ...asked.flatMap(({ clusters }) => (clusters.kind === "compared" ? clusters.diffs.flatMap(kubediffReport) : [])),
  ];
}

/** Each cluster of a status that is not what Git declares. */
export function clustersOfStatus({ environments }: Pick<FleetStatus, "environments">): readonly Block[] {
  return environments
    .flatMap(({ layers }) => layers.flatMap(({ kubediffs = [] }) => kubediffs))
    .filter((diff) => verdictOfKubediff(diff) !== "in-sync")
    .flatMap(kubediffReport);
}
