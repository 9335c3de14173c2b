import type { ManifestProblem } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import type { NamespacedName } from "../../kubernetes/flux/index.ts";
import { Substitution, substitutionValues, type VariableSources } from "../../kubernetes/substitution/index.ts";
import { at, listAt, objectAt, textAt, textOf } from "../../lib/index.ts";
import type { KustomizationSettings } from "./kubediff.ts";

/** They change what is applied, and are not done here. */
const notDone = ["namePrefix", "nameSuffix", "images", "patches", "components"];

/**
 * What a `Kustomization` in the cluster makes of its objects; only whose they are where it is not there yet.
 *
 * @throws {SubstitutionSourceMissing}
 */
export async function settingsOf(
  name: NamespacedName,
  kustomization: KubernetesObject | undefined,
  cluster: Pick<ComparableCluster, "get">,
): Promise<KustomizationSettings> {
  const spec = objectAt(kustomization, "spec");
  const targetNamespace = textAt(spec, "targetNamespace");
  const decoration = {
    ...name,
    ...(targetNamespace !== undefined && { targetNamespace }),
    commonLabels: textsAt(spec, "commonMetadata", "labels"),
    commonAnnotations: textsAt(spec, "commonMetadata", "annotations"),
  };
  const problems = notDone.flatMap((field): readonly ManifestProblem[] =>
    at(spec, field) === undefined
      ? []
      : [{ origin: `Kustomization ${name.namespace}/${name.name}`, problem: `spec.${field} is not done here` }],
  );
  if (at(spec, "postBuild") === undefined) return { decoration, secrets: () => [], problems };
  const variables = await substitutionValues(substitutionIn(spec), name.namespace, cluster);
  const { replace, derived } = new Substitution(variables);
  return { decoration, secrets: () => [...variables.secretTexts, ...derived], problems, substitute: replace };
}

function substitutionIn(spec: object): VariableSources {
  return {
    given: textsAt(spec, "postBuild", "substitute"),
    from: listAt(spec, "postBuild", "substituteFrom").map((source) => ({
      kind: textAt(source, "kind") === "Secret" ? "Secret" : "ConfigMap",
      name: textAt(source, "name") ?? "",
      optional: at(source, "optional") === true,
    })),
  };
}

function textsAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectAt(value, ...path)).map(([key, text]) => [key, textOf(text)]));
}
