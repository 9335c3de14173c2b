import { at, isObject, type JsonObject, listAt, memberOf, objectAt, textAt } from "../../../lib/index.ts";
import type { PropertyMap } from "../../../provider/resource-provider.ts";
import { repositoryIn, withHelm } from "../../helm/index.ts";
import { toProgram } from "../checkpoint.ts";
import { inDefaultNamespace } from "../default-namespace.ts";
import { parsedObjects } from "../parsed-yaml.ts";
import type { Session } from "../session.ts";
import { assetText, isAsset } from "./asset-text.ts";
import { renderedChart } from "./rendered-chart.ts";

/**
 * `kubernetes:helm:template`: the objects of a `helm.v3.Chart`, whose options the SDK sends as JSON.
 *
 * @throws {HelmMissing} @throws {HelmFailed}
 */
export async function templateFunction(session: Session, args: PropertyMap): Promise<PropertyMap> {
  const given: unknown = JSON.parse(textAt(args, "jsonOpts") ?? "{}");
  const options: JsonObject = isObject(given) ? given : {};
  const fetched = objectAt(options, "fetch_opts");
  const repository = repositoryIn(fetched);
  const repo = textAt(options, "repo");
  const chart = textAt(options, "path") ?? textAt(options, "chart") ?? "";
  const namespace = textAt(options, "namespace") ?? session.defaultNamespace;
  const use = { caller: session.helm, token: "kubernetes.helm.v3.Chart" };
  const yaml = await withHelm(use, async (helm) => {
    const files = listAt(options, "valueYamlFiles").filter(isAsset);
    const { parse } = await import("yaml");
    const fromFiles = await Promise.all(
      files.map(async (each): Promise<unknown> => parse(await assetText(each, helm.folder))),
    );
    return await renderedChart(helm, {
      source: {
        chart: repo !== undefined && !chart.includes("/") ? `${repo}/${chart}` : chart,
        version: textAt(options, "version") ?? textAt(fetched, "version"),
        devel: at(fetched, "devel") === true,
        verify: at(fetched, "verify") === true,
        keyring: textAt(fetched, "keyring"),
        repository,
      },
      name: textAt(options, "release_name") ?? "",
      namespace,
      values: [...fromFiles.filter(isObject), objectAt(options, "values")],
      crds: memberOf(options, "skip_crd_rendering") !== true,
      hooks: true,
      tests: memberOf(options, "include_test_hook_resources") === true,
      onCluster: false,
      kubeVersion: textAt(options, "kube_version"),
      apiVersions: listAt(options, "api_versions").map(String),
    });
  });
  return { result: toProgram(await inDefaultNamespace(session, parsedObjects(yaml), namespace)) };
}
