import { isSecret, mapProperties, secretOf, unknownValue } from "../../../pulumi/index.ts";
import type { Properties, ResourceState, Snapshot, StateStore } from "../stack/index.ts";
import { OutsideRefused } from "./errors.ts";

/**
 * A state to preview on for a program from outside: whose secrets are there and are unknown, and which knows no other stack.
 * Nothing can be changed in it.
 */
export function stateForOutside(store: StateStore): StateStore {
  const refuse = async (): Promise<never> => await Promise.reject(new OutsideRefused({ what: "a state to change" }));
  return {
    prefetch: (stack) => store.prefetch(stack),
    async load(stack) {
      const snapshot = await store.load(stack);
      return snapshot && withoutSecrets(snapshot);
    },
    loadOutputs: async ({ stack }) =>
      await Promise.reject(new OutsideRefused({ what: `the outputs of the stack ${stack}` })),
    list: (project) => store.list(project),
    save: refuse,
    lock: refuse,
    recordHistory: refuse,
    history: refuse,
    exportDeployment: refuse,
    importDeployment: refuse,
    lockOwners: refuse,
    cancel: refuse,
  };
}

function withoutSecrets({ resources, pendingOperations, ...others }: Snapshot): Snapshot {
  return {
    ...others,
    resources: resources.map(withoutSecretsOf),
    pendingOperations: pendingOperations.map((each) => ({ ...each, resource: withoutSecretsOf(each.resource) })),
  };
}

function withoutSecretsOf(resource: ResourceState): ResourceState {
  return { ...resource, inputs: concealed(resource.inputs), outputs: concealed(resource.outputs) };
}

function concealed(properties: Properties): Properties {
  return mapProperties({ ...properties }, (value) => (isSecret(value) ? { to: secretOf(unknownValue) } : undefined));
}
