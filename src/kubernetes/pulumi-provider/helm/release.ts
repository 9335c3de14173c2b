import { isObject, type JsonObject, messageOf, numberAt, objectAt, textAt } from "../../../lib/index.ts";
import {
  type CreatedResource,
  type ExistingSubject,
  PartlyCreated,
  type PropertyMap,
  type ReadResource,
  type Subject,
} from "../../../provider/resource-provider.ts";
import { secretOf } from "../../../pulumi/index.ts";
import { chartArguments, type Helm, HelmFailed, type HelmUse, withHelm } from "../../helm/index.ts";
import { parseId } from "../object-identity.ts";
import type { Session } from "../session.ts";
import { resourceNamesIn, sourceOf } from "./release-inputs.ts";
import { valuesArguments } from "./rendered-chart.ts";

export const releaseType = "kubernetes:helm.sh/v3:Release";

/** Installs a release and waits for its objects. @throws {PartlyCreated} @throws {HelmFailed} @throws {HelmMissing} */
export async function createRelease(session: Session, subject: Subject, inputs: PropertyMap): Promise<CreatedResource> {
  return await withHelm(await useOf(session, subject), async (helm) => {
    const { name, namespace } = placeOf(inputs);
    const id = `${namespace}/${name}`;
    await keepingFailed(helm, { id, name, namespace, inputs }, [
      "install",
      name,
      ...(await written(helm, inputs)),
      ...flag(inputs, "createNamespace", "--create-namespace"),
      ...flag(inputs, "replace", "--replace"),
      ...flag(inputs, "disableWebhooks", "--no-hooks"),
    ]);
    return { id, outputs: outputsOf(inputs, (await statusOf(helm, namespace, name)) ?? {}) };
  });
}

/** Upgrades a release. @throws {PartlyCreated} @throws {HelmFailed} @throws {HelmMissing} */
export async function updateRelease(
  session: Session,
  subject: ExistingSubject,
  inputs: PropertyMap,
): Promise<PropertyMap> {
  return await withHelm(await useOf(session, subject), async (helm) => {
    const { name, namespace } = placeOf(inputs);
    const history = numberAt(inputs, "maxHistory");
    await keepingFailed(helm, { id: subject.id, name, namespace, inputs }, [
      "upgrade",
      name,
      ...(await written(helm, inputs)),
      ...flag(inputs, "disableCRDHooks", "--no-hooks"),
      ...flag(inputs, "cleanupOnFail", "--cleanup-on-fail"),
      ...flag(inputs, "forceUpdate", "--force"),
      ...flag(inputs, "resetValues", "--reset-values"),
      ...flag(inputs, "reuseValues", "--reuse-values"),
      ...(history === undefined ? [] : ["--history-max", String(history)]),
    ]);
    return outputsOf(inputs, (await statusOf(helm, namespace, name)) ?? {});
  });
}

/** The release as Helm knows it now; `undefined` when it is gone. Its values are those that Helm keeps. */
export async function readRelease(
  session: Session,
  subject: ExistingSubject,
  request: { readonly inputs: PropertyMap | undefined },
): Promise<ReadResource | undefined> {
  return await withHelm(await useOf(session, subject), async (helm) => {
    const { namespace = session.defaultNamespace, name } = parseId(subject.id);
    const status = await statusOf(helm, namespace, name);
    if (status === undefined) return undefined;
    const at = ["--namespace", namespace];
    const live: unknown = JSON.parse(await helm.run(["get", "values", name, ...at, "--output", "json"]));
    const values = isObject(live) && Object.keys(live).length > 0 ? { values: live } : {};
    const { values: _, ...known } = request.inputs ?? {};
    const isKnown = Object.keys(known).length > 0;
    const inputs = isKnown
      ? { ...known, ...values }
      : { name, namespace, chart: status["chart"], version: status["version"], ...values };
    const names = isKnown ? {} : { resourceNames: resourceNamesIn(await helm.run(["get", "manifest", name, ...at])) };
    return { id: subject.id, inputs, outputs: { ...outputsOf(inputs, status), ...names } };
  });
}

/** Uninstalls a release and waits until its objects are gone. Repeatable. */
export async function deleteRelease(session: Session, subject: ExistingSubject, inputs: PropertyMap): Promise<void> {
  await withHelm(await useOf(session, subject), async (helm) => {
    const { namespace = session.defaultNamespace, name } = parseId(subject.id);
    const waits = inputs["skipAwait"] !== true || inputs["atomic"] === true;
    const wait = waits ? ["--wait", "--timeout", `${secondsOf(inputs)}s`] : [];
    try {
      await helm.run(["uninstall", name, "--namespace", namespace, ...wait]);
    } catch (thrown) {
      if (!isNotFound(thrown)) throw thrown;
    }
  });
}

/**
 * Runs `helm install` or `upgrade`. Helm keeps a release whose installation failed: it is in the cluster, and the state has to say so.
 *
 * @throws {PartlyCreated} @throws {HelmFailed} when there is no such release
 */
async function keepingFailed(
  helm: Helm,
  release: { readonly id: string; readonly name: string; readonly namespace: string; readonly inputs: PropertyMap },
  args: readonly string[],
): Promise<void> {
  const failure = await helm.run(args).then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  );
  if (failure === undefined) return;
  const { id, name, namespace, inputs } = release;
  // Where Helm cannot be asked, its first error says why.
  const found = failure.thrown instanceof HelmFailed ? statusOf(helm, namespace, name) : undefined;
  const status = await found?.catch(() => undefined);
  if (status === undefined) throw failure.thrown;
  throw new PartlyCreated({ id, outputs: outputsOf(inputs, status) }, [messageOf(failure.thrown)]);
}

async function useOf(session: Session, { signal }: Subject): Promise<HelmUse> {
  return {
    caller: session.helm,
    token: "kubernetes.helm.v3.Release",
    kubeconfig: session.helm && (await session.kubeconfig()),
    signal,
  };
}

/** Arguments that `install` and `upgrade` have in common, after the release's name. */
async function written(helm: Helm, inputs: PropertyMap): Promise<readonly string[]> {
  const description = textAt(inputs, "description");
  const postRenderer = textAt(inputs, "postrender");
  return [
    ...(await chartArguments(helm, sourceOf(inputs))),
    "--namespace",
    placeOf(inputs).namespace,
    ...(await valuesArguments(helm, [objectAt(inputs, "values")])),
    ...(inputs["skipAwait"] === true ? [] : ["--wait"]),
    ...(inputs["skipAwait"] === true ? [] : flag(inputs, "waitForJobs", "--wait-for-jobs")),
    "--timeout",
    `${secondsOf(inputs)}s`,
    ...flag(inputs, "atomic", "--atomic"),
    ...flag(inputs, "skipCrds", "--skip-crds"),
    ...flag(inputs, "renderSubchartNotes", "--render-subchart-notes"),
    ...flag(inputs, "disableOpenapiValidation", "--disable-openapi-validation"),
    ...flag(inputs, "takeOwnership", "--take-ownership"),
    ...(description === undefined ? [] : ["--description", description]),
    ...(postRenderer === undefined ? [] : ["--post-renderer", postRenderer]),
  ];
}

const flag = (inputs: PropertyMap, key: string, argument: string): readonly string[] =>
  inputs[key] === true ? [argument] : [];

const secondsOf = (inputs: PropertyMap): number => numberAt(inputs, "timeout") || 300;

function placeOf(inputs: PropertyMap): { readonly name: string; readonly namespace: string } {
  return { name: textAt(inputs, "name") ?? "", namespace: textAt(inputs, "namespace") ?? "default" };
}

/** What Helm says of a release; `undefined` when it has none of this name. */
async function statusOf(helm: Helm, namespace: string, name: string): Promise<JsonObject | undefined> {
  try {
    const at = ["--namespace", namespace, "--output", "json"];
    const found: unknown = JSON.parse(await helm.run(["get", "metadata", name, ...at]));
    return isObject(found) ? found : {};
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw thrown;
  }
}

const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof HelmFailed && /release: not found/iu.test(thrown.data.words);

/** In the form of Pulumi's own provider, so that either can go on. */
function outputsOf(inputs: PropertyMap, found: JsonObject): PropertyMap {
  const { appVersion, chart, name, namespace, revision, status, version } = found;
  return {
    ...inputs,
    ...(version === undefined ? {} : { version }),
    status: { appVersion, chart, name, namespace, revision, status, version },
    __inputs: secretOf(inputs),
  };
}
