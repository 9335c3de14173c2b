import { createHash } from "node:crypto";
import { isObject, type JsonObject, messageOf, objectAt, setMember, textAt } from "../../../lib/index.ts";
import { madeUpHex } from "../../../provider/made-up.ts";
import type { CheckRequest, CheckResult, PropertyMap, Subject } from "../../../provider/resource-provider.ts";
import { containsUnknowns } from "../../../pulumi/index.ts";
import { type ChartSource, HelmFailed, mergedValues, repositoryIn, withHelm, withoutNulls } from "../../helm/index.ts";
import { parsedObjects } from "../parsed-yaml.ts";
import type { Session } from "../session.ts";
import { assetText } from "./asset-text.ts";
import { renderedChart } from "./rendered-chart.ts";

const waitSeconds = 300;

/** Inputs that the SDK adds or that are taken into others. */
const notKept: ReadonlySet<string> = new Set(["compat", "valueYamlFiles", "manifest", "status"]);

/**
 * The inputs of a `helm.v3.Release` with its name, its namespace, all values in one, and what its chart renders to: the objects'
 * names and a checksum, by which a preview sees that a chart in a folder has changed.
 *
 * @throws {HelmMissing}
 */
export async function checkRelease(session: Session, subject: Subject, request: CheckRequest): Promise<CheckResult> {
  const inputs: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(request.news))
    if (!notKept.has(key) && value !== null && value !== undefined) setMember(inputs, key, value);
  const named = inputs["name"];
  if (named === undefined || named === "") {
    const before = textAt(request.oldInputs, "name");
    inputs["name"] = before ?? `${subject.name}-${madeUpHex(request.randomSeed, 8)}`;
  }
  if (inputs["namespace"] === undefined || inputs["namespace"] === "") inputs["namespace"] = session.defaultNamespace;
  if (inputs["skipAwait"] !== true && inputs["timeout"] === undefined) inputs["timeout"] = waitSeconds;
  if (containsUnknowns(request.news)) return { inputs, failures: [] };
  try {
    const completed = { ...inputs, ...(await valuesOf(session, request.news)) };
    return { inputs: { ...completed, ...(await computedOf(session, subject, completed)) }, failures: [] };
  } catch (thrown) {
    if (!(thrown instanceof HelmFailed)) throw thrown;
    return { inputs, failures: [{ property: "chart", reason: messageOf(thrown) }] };
  }
}

/** Values of files and of the program in one map. */
async function valuesOf(session: Session, news: PropertyMap): Promise<{ readonly values?: unknown }> {
  const files = Array.isArray(news["valueYamlFiles"]) ? news["valueYamlFiles"] : [];
  const { parse } = await import("yaml");
  const maps = await Promise.all(
    files.map(async (asset): Promise<JsonObject> => {
      const value: unknown = parse(await assetText(asset, session.helm?.folder ?? ""));
      return isObject(value) ? value : {};
    }),
  );
  const all = mergedValues(...maps, objectAt(news, "values"));
  const values = news["allowNullValues"] === true ? all : withoutNulls(all);
  return Object.keys(all).length === 0 ? {} : { values };
}

async function computedOf(session: Session, subject: Subject, inputs: PropertyMap): Promise<PropertyMap> {
  const use = { caller: session.helm, token: "kubernetes.helm.v3.Release", signal: subject.signal };
  const yaml = await withHelm(use, async (helm) =>
    renderedChart(helm, {
      source: sourceOf(inputs),
      name: textAt(inputs, "name") ?? "",
      namespace: textAt(inputs, "namespace") ?? "",
      values: [objectAt(inputs, "values")],
      crds: inputs["skipCrds"] !== true,
      hooks: inputs["disableWebhooks"] !== true,
      tests: true,
      // The same chart has to render to the same text when the cluster does not exist yet and when it does.
      onCluster: false,
    }),
  );
  const checksum = createHash("sha256").update(yaml).digest("hex");
  return { checksum, resourceNames: resourceNamesIn(yaml) };
}

export function sourceOf(inputs: PropertyMap): ChartSource {
  return {
    chart: textAt(inputs, "chart") ?? "",
    version: textAt(inputs, "version"),
    devel: inputs["devel"] === true,
    dependencyUpdate: inputs["dependencyUpdate"] === true,
    verify: inputs["verify"] === true,
    keyring: textAt(inputs, "keyring"),
    repository: repositoryIn(inputs["repositoryOpts"]),
  };
}

/** Names of a release's objects by `Service/v1`, `Deployment.apps/apps/v1`, …; with the namespace where the chart writes one. */
export function resourceNamesIn(yaml: string): PropertyMap {
  const names = new Map<string, readonly string[]>();
  for (const object of parsedObjects(yaml)) {
    const apiVersion = textAt(object, "apiVersion") ?? "";
    const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
    const kind = `${textAt(object, "kind") ?? ""}${group === "" ? "" : `.${group}`}/${apiVersion}`;
    const namespace = textAt(object, "metadata", "namespace");
    const name = textAt(object, "metadata", "name") ?? "";
    names.set(kind, [...(names.get(kind) ?? []), namespace ? `${namespace}/${name}` : name]);
  }
  return Object.fromEntries(names);
}
