import { type JsonObject } from "../../../lib/index.ts";
import { type ChartSource, chartArguments, type Helm } from "../../helm/index.ts";

/** A chart, and how it is to be rendered. */
export interface Rendering {
  readonly source: ChartSource;
  /** Name of the release that the templates see. */
  readonly name: string;
  readonly namespace: string;
  /** The later ones win. */
  readonly values: readonly JsonObject[];
  readonly crds: boolean;
  /** Objects that Helm itself would run around an installation; those of `helm test` only with `tests`. */
  readonly hooks: boolean;
  readonly tests?: boolean;
  /** Templates may look up objects of the cluster, and see its version and kinds. */
  readonly onCluster: boolean;
  readonly kubeVersion?: string | undefined;
  readonly apiVersions?: readonly string[];
  readonly postRenderer?: { readonly command: string; readonly args: readonly string[] } | undefined;
}

/** The YAML of a chart's objects, as `helm template` prints it. @throws {HelmMissing}, {@link HelmFailed} */
export async function renderedChart(helm: Helm, rendering: Rendering): Promise<string> {
  const { source, name, namespace, crds, hooks, tests, onCluster, kubeVersion, apiVersions, postRenderer } = rendering;
  const [chart = "", ...flags] = await chartArguments(helm, source);
  const yaml = await helm.run([
    "template",
    name,
    chart,
    ...flags,
    "--namespace",
    namespace,
    ...(await valuesArguments(helm, rendering.values)),
    ...(crds ? ["--include-crds"] : []),
    ...(hooks ? [] : ["--no-hooks"]),
    ...(tests ? [] : ["--skip-tests"]),
    ...(onCluster ? ["--dry-run=server", ...(await ownershipArguments(helm))] : []),
    ...(kubeVersion === undefined ? [] : ["--kube-version", kubeVersion]),
    ...(apiVersions ?? []).flatMap((version) => ["--api-versions", version]),
  ]);
  if (postRenderer === undefined) return yaml;
  // Helm 4 takes the name of a plugin there, and a program names an executable.
  return await helm.pipe(postRenderer.command, postRenderer.args, yaml);
}

/** `--values` for each of several maps, in files: a value may be secret, and JSON is YAML. */
export async function valuesArguments(helm: Helm, values: readonly JsonObject[]): Promise<readonly string[]> {
  const files = values.map(async (each, at) => await helm.file(`values-${at}.yaml`, JSON.stringify(each)));
  return (await Promise.all(files)).flatMap((file) => ["--values", file]);
}

/**
 * On a dry run on a cluster, Helm 4 refuses objects that are there and belong to no release: those of a chart that has been brought up.
 * Helm 3 does not look for them.
 */
async function ownershipArguments(helm: Helm): Promise<readonly string[]> {
  const version = await helm.run(["version", "--template", "{{.Version}}"]);
  return /^v?[0-3]\./u.test(version.trim()) ? [] : ["--take-ownership"];
}
