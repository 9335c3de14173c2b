import { type FieldDifference, type Kubediff, type ObjectVerdict, verdictOfKubediff } from "../../change/index.ts";
import { isObject } from "../../lib/index.ts";

/** What `groundwork kubediff --json` prints. Within a version members are added, never changed. */
export type KubediffJson = {
  readonly kind: "kubediff";
  readonly version: 1;
  readonly verdict: ObjectVerdict;
} & Kubediff;

export function kubediffJson(diff: Kubediff): KubediffJson {
  const objects = diff.objects.map((each) => ({ ...each, fields: each.fields.map(withTexts) }));
  return { kind: "kubediff", version: 1, verdict: verdictOfKubediff(diff), ...diff, objects };
}

/** An integer that JavaScript's numbers do not hold exactly is given by its digits. */
function withTexts({ git, ...field }: FieldDifference): FieldDifference {
  const exact = (value: unknown): unknown =>
    typeof value === "bigint"
      ? String(value)
      : Array.isArray(value)
        ? value.map(exact)
        : isObject(value)
          ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exact(each)]))
          : value;
  return { ...field, ...(git !== undefined && { git: exact(git) }) };
}
