import pLimit from "p-limit";
import type { FieldDifference, KubediffMode, ObjectDifference } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import { holdsSecret, masked, secretValues } from "../../kubernetes/applied/index.ts";
import { addressText, type KubernetesObject } from "../../kubernetes/client/index.ts";
import { foreignTo, managerOf, standsAsDeclared } from "../../kubernetes/kubediff/index.ts";
import { titleOf } from "../../kubernetes/manifests/index.ts";
import { isSopsEncrypted } from "../../kubernetes/sops/index.ts";
import { jsonText } from "../../lib/index.ts";
import { SchemaComparison } from "./compare-by-schema.ts";
import { type Comparison, compareExactly } from "./compare-exactly.ts";
import { reasonToLeave } from "./left-alone.ts";
import { liveObjects } from "./live-objects.ts";
import { withOwnerLabels } from "./owner-labels.ts";
import { refusalOf } from "./refusal.ts";
import type { SentObject, UnsentObject } from "./sent-objects.ts";

export interface ObjectsToCompare {
  readonly sent: readonly SentObject[];
  readonly unsent: readonly UnsentObject[];
  readonly mode: KubediffMode;
  /** Values that came from Secrets of the cluster, to keep them out of what is shown. */
  readonly secrets: readonly string[];
  /** Whether the objects are sent as they are: otherwise they get the labels that the sync agent has put on them. */
  readonly decorated: boolean;
}

export interface ComparedObjects {
  readonly objects: readonly ObjectDifference[];
  /** The live objects, by their addresses. */
  readonly live: readonly KubernetesObject[];
}

/** Requests at the same time. */
const concurrency = 16;

/** Compares each object on its own: what is wrong with one takes nothing from the others. */
export async function compareObjects(wanted: ObjectsToCompare, cluster: ComparableCluster): Promise<ComparedObjects> {
  const { sent, unsent, mode } = wanted;
  const present = liveObjects(
    cluster,
    sent.map(({ at }) => at),
  );
  const namespaces = new Set(sent.flatMap(({ object }) => (object.kind === "Namespace" ? [object.metadata.name] : [])));
  const secrets = new Set([...secretValues(sent.map(({ object }) => object)), ...wanted.secrets]);
  const live: KubernetesObject[] = [];
  const limit = pLimit(concurrency);
  const bySchema = new SchemaComparison(cluster);
  const one = async (declared: SentObject): Promise<ObjectDifference> => {
    const base = { object: addressText(declared.at), origin: declared.origin, fields: [], others: [] };
    let there: KubernetesObject | undefined;
    try {
      there = await present.get(declared.at);
      if (there !== undefined) live.push(there);
      const because = reasonToLeave(declared.object, there);
      if (because !== undefined) return { ...base, verdict: "in-sync", note: because };
      if (isSopsEncrypted(declared.object)) return { ...base, ...verdictOnEncrypted(there) };
      const whole = wanted.decorated ? declared : withOwnerLabels(declared, there);
      const comparison =
        unchanged(whole, there) ??
        (await (mode === "exact" ? compareExactly(whole, there, cluster) : bySchema.compare(whole, there)));
      return { ...base, ...verdictOn(comparison, there, hiddenIn(declared.object, secrets)) };
    } catch (thrown) {
      const isMissing = there === undefined;
      const refusal = refusalOf(thrown, { at: declared.at, namespaces, isMissing, mode });
      const problem = refusal.problem === undefined ? {} : { problem: masked(refusal.problem, secrets) };
      return { ...base, ...refusal, ...problem };
    }
  };
  const compared = await Promise.all(sent.map((each) => limit(() => one(each))));
  return { objects: [...compared, ...unsent.map(unsentDifference)], live };
}

/** Nothing has to be asked, and no schema read, of an object of which every field stands as it is declared. */
function unchanged({ object }: SentObject, live: KubernetesObject | undefined): Comparison | undefined {
  if (live === undefined) return undefined;
  const manager = managerOf(live);
  return standsAsDeclared(object, live, manager) ? { fields: [], others: foreignTo(manager, live) } : undefined;
}

function verdictOn(
  { fields, others }: Comparison,
  live: KubernetesObject | undefined,
  hide: (field: FieldDifference) => FieldDifference,
): Omit<ObjectDifference, "object" | "origin"> {
  if (live === undefined) return { verdict: "diverged", missing: true, fields, others };
  const isGoing = live.metadata.deletionTimestamp !== undefined;
  return {
    verdict: fields.length > 0 || isGoing ? "diverged" : "in-sync",
    fields: fields.map(hide),
    others,
    ...(isGoing && { note: "is being deleted in the cluster" }),
  };
}

/** The sync agent alone has the identity that decrypts it, and a dry run would send ciphertext. */
function verdictOnEncrypted(
  live: KubernetesObject | undefined,
): Pick<ObjectDifference, "verdict" | "missing" | "problem"> {
  return live === undefined
    ? { verdict: "diverged", missing: true }
    : { verdict: "unknown", problem: "is encrypted with SOPS, so that its values cannot be compared here" };
}

/** Leaves out the values of a Secret, and every value that holds one. */
function hiddenIn(object: KubernetesObject, secrets: ReadonlySet<string>) {
  const isSecret = object.apiVersion === "v1" && object.kind === "Secret";
  return (field: FieldDifference): FieldDifference => {
    const { cluster: _, git: __, ...without } = field;
    const isData = isSecret && /^\.(?:data|stringData)\b|^$/.test(field.path);
    return isData || holdsSecret(jsonText([field.cluster, field.git]), secrets) ? { ...without, hidden: true } : field;
  };
}

function unsentDifference({ object, origin, why, problem }: UnsentObject): ObjectDifference {
  const base = { object: titleOf(object).replace(" ", "/"), origin, fields: [], others: [] };
  return why === "kind-comes-with-it"
    ? {
        ...base,
        verdict: "diverged",
        missing: true,
        note: "the definition of its kind comes with the same change, so the cluster could not check it",
      }
    : { ...base, verdict: "unknown", problem };
}
