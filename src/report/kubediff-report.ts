import { type Kubediff, type ObjectVerdict, verdictOfKubediff } from "../change/index.ts";
import { type Block, type Span, tone } from "./document/index.ts";
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
