import { isObject, objectAt, textAt } from "../../../lib/index.ts";
import type { Component, PropertyMap, Registrations } from "../../../provider/resource-provider.ts";
import { containsUnknowns } from "../../../pulumi/index.ts";
import { HelmFailed, repositoryIn, withHelm } from "../../helm/index.ts";
import { inDefaultNamespace } from "../default-namespace.ts";
import { assetText, isAsset, withAssetTexts } from "../helm/asset-text.ts";
import { capabilitiesOf } from "../helm/capabilities.ts";
import { type Rendering, renderedChart } from "../helm/rendered-chart.ts";
import { parsedObjects } from "../parsed-yaml.ts";
import type { Session } from "../session.ts";
import { registerObjects } from "./register-objects.ts";

export const chartType = "kubernetes:helm.sh/v4:Chart";

/**
 * What is in a `helm.v4.Chart`: the objects that Helm renders, as on a dry run of its installation on the provider's cluster, each a
 * resource of its own. Hooks are left out unless `includeHooks` is true, and those of `helm test` always.
 *
 * @throws {HelmMissing} @throws {HelmFailed} @throws {InvalidResource}
 */
export async function constructChart(
  session: Session,
  { inputs, name, urn }: Component,
  registrations: Registrations,
): Promise<PropertyMap> {
  if (containsUnknowns(inputs)) {
    session.logger.info({ urn }, "inputs of the chart are unknown: its objects are not previewed");
    return {};
  }
  const namespace = textAt(inputs, "namespace") ?? session.defaultNamespace;
  const onCluster = session.helm !== undefined && session.config.clusterKnown;
  const kubeconfig = onCluster ? await session.kubeconfig() : undefined;
  const yaml = await withHelm({ caller: session.helm, token: "kubernetes.helm.v4.Chart", kubeconfig }, async (helm) => {
    const files = Array.isArray(inputs["valueYamlFiles"]) ? inputs["valueYamlFiles"] : [];
    const { parse } = await import("yaml");
    const fromFiles = await Promise.all(
      files.map(async (each): Promise<unknown> => parse(await assetText(each, helm.folder))),
    );
    const values = await withAssetTexts(objectAt(inputs, "values"), helm.folder);
    const postRenderer = objectAt(inputs, "postRenderer");
    const command = textAt(postRenderer, "command");
    const given = postRenderer["args"];
    const args = Array.isArray(given) ? given.map(String) : [];
    const rendering: Rendering = {
      source: {
        chart: textAt(inputs, "chart") ?? "",
        version: textAt(inputs, "version"),
        devel: inputs["devel"] === true,
        dependencyUpdate: inputs["dependencyUpdate"] === true,
        plainHttp: inputs["plainHttp"] === true,
        verify: inputs["verify"] === true,
        keyring: await keyringFile(inputs["keyring"], helm),
        repository: repositoryIn(inputs["repositoryOpts"]),
      },
      name: textAt(inputs, "name") ?? name,
      namespace,
      values: [...fromFiles, values].filter(isObject),
      crds: inputs["skipCrds"] !== true,
      hooks: inputs["includeHooks"] === true,
      onCluster,
      postRenderer: command === undefined ? undefined : { command, args },
    };
    try {
      return await renderedChart(helm, rendering);
    } catch (thrown) {
      // Helm 4 looks for the kinds of objects whose definitions come with the chart; Helm 3, which Pulumi renders with, does not.
      if (!(thrown instanceof HelmFailed && /no matches for kind/u.test(thrown.data.words))) throw thrown;
      return await renderedChart(helm, { ...rendering, onCluster: false, ...(await capabilitiesOf(session)) });
    }
  });
  return await registerObjects(
    {
      objects: await inDefaultNamespace(session, parsedObjects(yaml), namespace),
      prefix: textAt(inputs, "resourcePrefix") ?? name,
      skipAwait: inputs["skipAwait"] === true,
    },
    urn,
    registrations,
  );
}

/** A keyring is an asset: Helm needs the path of a file. */
async function keyringFile(
  keyring: unknown,
  helm: { readonly folder: string; file(name: string, text: string): Promise<string> },
): Promise<string | undefined> {
  if (!isAsset(keyring)) return undefined;
  const path = textAt(keyring, "path");
  return path ?? (await helm.file("keyring", await assetText(keyring, helm.folder)));
}
