import type { PropertyMap, ResourceProvider } from "../../../src/provider/index.ts";

/** Calls a provider as an engine does. */
export function programOn(provider: ResourceProvider) {
  const subjectOf = (type: string, id = "") => ({
    urn: `urn:pulumi:dev::test::${type}::it`,
    type,
    name: "it",
    id,
    signal: new AbortController().signal,
  });
  const failures = async (type: string, news: PropertyMap) =>
    (await provider.check(subjectOf(type), { oldInputs: undefined, news })).failures;
  return {
    failures,
    /** @throws what the provider throws, or an error that lists the check's failures */
    async create(type: string, news: PropertyMap) {
      const checked = await provider.check(subjectOf(type), { oldInputs: undefined, news });
      if (checked.failures.length > 0)
        throw new Error(checked.failures.map((one) => `${one.property} ${one.reason}`).join("; "));
      const created = await provider.create(subjectOf(type), { inputs: checked.inputs, preview: false });
      return { ...created, type, inputs: checked.inputs };
    },
    async preview(type: string, inputs: PropertyMap) {
      return (await provider.create(subjectOf(type), { inputs, preview: true })).outputs;
    },
    async diff(resource: Created, news: PropertyMap, ignoreChanges: readonly string[] = []) {
      return await provider.diff(subjectOf(resource.type, resource.id), {
        oldInputs: resource.inputs,
        oldOutputs: resource.outputs,
        news,
        ignoreChanges,
      });
    },
    async update(resource: Created, news: PropertyMap) {
      const request = {
        oldInputs: resource.inputs,
        oldOutputs: resource.outputs,
        news,
        preview: false,
        ignoreChanges: [],
      };
      return (await provider.update(subjectOf(resource.type, resource.id), request)).outputs;
    },
    async refresh(resource: Created) {
      return await provider.read(subjectOf(resource.type, resource.id), resource);
    },
    async import(type: string, id: string) {
      return await provider.read(subjectOf(type, id), { inputs: undefined, outputs: undefined });
    },
  };
}

export interface Created {
  readonly type: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}
