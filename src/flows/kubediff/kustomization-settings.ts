import type { ManifestProblem } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import type { NamespacedName } from "../../kubernetes/flux/index.ts";
import { overlayOf, SpecReader, substitutionOf } from "../../kubernetes/kustomization/index.ts";
import { Substitution, substitutionValues } from "../../kubernetes/substitution/index.ts";
import { defined } from "../../lib/index.ts";
import type { KustomizationSettings } from "./kubediff.ts";

/**
 * What a `Kustomization` in the cluster makes of its objects, as the sync agent reads it; only whose they are where it is not there yet.
 *
 * @throws {SubstitutionSourceMissing}
 */
export async function settingsOf(
  name: NamespacedName,
  kustomization: KubernetesObject | undefined,
  cluster: Pick<ComparableCluster, "get">,
): Promise<KustomizationSettings> {
  const [wrong, unknown]: [string[], string[]] = [[], []];
  const spec = new SpecReader(kustomization?.["spec"], "spec", wrong);
  const decoration = {
    ...name,
    ...defined({ targetNamespace: spec.text("targetNamespace") }),
    commonLabels: spec.one("commonMetadata").texts("labels"),
    commonAnnotations: spec.one("commonMetadata").texts("annotations"),
  };
  const overlay = overlayOf(spec, unknown);
  const substitution = spec.has("postBuild") ? substitutionOf(spec.one("postBuild"), unknown) : undefined;
  const origin = `Kustomization ${name.namespace}/${name.name}`;
  const problems: readonly ManifestProblem[] = [...wrong, ...unknown.map((field) => `${field} is not known here`)].map(
    (problem) => ({ origin, problem }),
  );
  const settings = { decoration, problems, ...defined({ overlay }) };
  if (substitution === undefined) return { ...settings, secrets: () => [] };
  const variables = await substitutionValues(substitution, name.namespace, cluster);
  const { replace, derived } = new Substitution(variables);
  const secrets = () => [...variables.secretTexts, ...derived];
  // Without a variable Flux replaces nothing, not even where there is a default.
  return variables.values.size === 0 ? { ...settings, secrets } : { ...settings, secrets, substitute: replace };
}
