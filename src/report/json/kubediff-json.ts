import { type Kubediff, type ObjectVerdict, verdictOfKubediff } from "../../change/index.ts";

/** What `groundwork kubediff --json` prints. Within a version members are added, never changed. */
export type KubediffJson = {
  readonly kind: "kubediff";
  readonly version: 1;
  readonly verdict: ObjectVerdict;
} & Kubediff;

export function kubediffJson(diff: Kubediff): KubediffJson {
  return { kind: "kubediff", version: 1, verdict: verdictOfKubediff(diff), ...diff };
}
