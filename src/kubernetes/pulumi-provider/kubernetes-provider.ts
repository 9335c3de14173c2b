import { type JsonObject } from "../../lib/index.ts";
import type { DiffResult, ResourceProvider } from "../../provider/resource-provider.ts";
import { KubeconfigUnusable } from "../kubeconfig/index.ts";
import { annotation, isAnnotated } from "./annotations.ts";
import { readinessOf } from "./await/index.ts";
import { checkObject } from "./check.ts";
import { checkpointOf, fromProgram } from "./checkpoint.ts";
import { chartType, constructChart } from "./components/chart.ts";
import { constructYaml, yamlTypes } from "./components/yaml.ts";
import { diffObject } from "./diff.ts";
import { UnsupportedByProvider } from "./errors.ts";
import { createRelease, deleteRelease, readRelease, releaseType, updateRelease } from "./helm/release.ts";
import { diffRelease } from "./helm/release-diff.ts";
import { checkRelease } from "./helm/release-inputs.ts";
import { invokeFunction } from "./invoke.ts";
import { parseId } from "./object-identity.ts";
import type { KubernetesProviderOptions } from "./options.ts";
import { parseProviderConfig } from "./provider-config.ts";
import { diffProvider } from "./provider-diff.ts";
import { deleteObject, readObject } from "./read-and-delete.ts";
import { parseType, type ResourceType } from "./resource-type.ts";
import { type Session, sessionOf } from "./session.ts";
import { createObject, previewCreate, previewUpdate, updateObject } from "./write.ts";

/**
 * Pulumi's `kubernetes` provider, in plain JSON, for one provider resource of one program.
 *
 * Objects are written by server-side apply; `enableServerSideApply: false` is carried out as forced apply under the one
 * manager `pulumi-kubernetes`. Charts and releases are Helm's, by the executable that the options name. Not supported, and
 * refused by name: kustomizations, rendering to a folder.
 */
export function kubernetesProvider(options: KubernetesProviderOptions): ResourceProvider {
  let session: Session | undefined;
  const configured = (): Session => {
    if (session === undefined) throw new KubeconfigUnusable({ why: "the provider has not been configured" });
    return session;
  };

  return {
    checkConfig: async (news) => ({ inputs: news, failures: [] }),
    diffConfig: diffProvider,
    configure: async (inputs) => {
      if (inputs["renderYamlToDirectory"]) {
        const token = "the provider setting renderYamlToDirectory";
        throw new UnsupportedByProvider({ token, instead: "Take it out, or use the real provider." });
      }
      session = await sessionOf(parseProviderConfig(inputs), options);
    },
    check: (subject, request) =>
      subject.type === releaseType
        ? checkRelease(configured(), subject, request)
        : checkObject(configured(), subject, request),
    diff: async (subject, request) => {
      if (subject.type === releaseType) return diffRelease(request.oldInputs, request.news, request.ignoreChanges);
      const { live, inputs } = checkpointOf(request.oldOutputs);
      const oldInputs = Object.keys(request.oldInputs).length > 0 ? fromProgram(request.oldInputs) : (inputs ?? {});
      const news = fromProgram(request.news);
      const type = parseType(subject.type, news);
      const { config } = configured();
      const namespaced = await configured().isNamespaced(type);
      const diff = diffObject({
        ...config,
        type,
        namespaced,
        oldInputs,
        live,
        news,
        ignoreChanges: request.ignoreChanges,
      });
      return (await isUnreadyJob(configured(), type, news, subject.id)) ? replacedAsUnready(diff) : diff;
    },
    create: async (subject, { inputs, preview }) => {
      if (subject.type === releaseType)
        return preview ? { id: "", outputs: inputs } : createRelease(configured(), subject, inputs);
      return preview
        ? { id: "", outputs: await previewCreate(configured(), subject, inputs) }
        : createObject(configured(), subject, inputs);
    },
    read: (subject, request) =>
      subject.type === releaseType
        ? readRelease(configured(), subject, request)
        : readObject(configured(), subject, request),
    update: async (subject, { preview, ...request }) => {
      if (subject.type === releaseType)
        return { outputs: preview ? request.news : await updateRelease(configured(), subject, request.news) };
      return { outputs: await (preview ? previewUpdate : updateObject)(configured(), subject, request) };
    },
    delete: (subject, request) =>
      subject.type === releaseType
        ? deleteRelease(configured(), subject, request.inputs)
        : deleteObject(configured(), subject, request),
    construct: async (component, registrations) => {
      if (component.type === chartType) return await constructChart(configured(), component, registrations);
      if (yamlTypes.has(component.type)) return await constructYaml(configured(), component, registrations);
      parseType(component.type, undefined);
      throw new UnsupportedByProvider({
        token: component.type,
        instead: "It is no component that this provider knows.",
      });
    },
    invoke: async (token, args) => ({ result: await invokeFunction(configured(), token, args), failures: [] }),
  };
}

/** A Job with `pulumi.com/replaceUnready` is made anew when it has not completed. */
async function isUnreadyJob(session: Session, type: ResourceType, news: JsonObject, id: string): Promise<boolean> {
  if (type.kind !== "Job" || !isAnnotated(news, annotation.replaceUnready)) return false;
  const target = await session.preview(type);
  const { namespace, name } = parseId(id);
  const live = await target?.cluster.get(target.resource, namespace ?? session.defaultNamespace, name);
  return live !== undefined && readinessOf(live, { endpoints: [], storageClass: undefined }).state !== "ready";
}

function replacedAsUnready(diff: DiffResult): DiffResult {
  const path = `metadata.annotations["${annotation.replaceUnready}"]`;
  const detailedDiff = { ...diff.detailedDiff, [path]: { kind: "update-replace", inputDiff: false } } as const;
  return { ...diff, changes: "some", replaces: [...diff.replaces, path], detailedDiff, deleteBeforeReplace: true };
}
