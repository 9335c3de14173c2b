import { expect, it } from "vitest";
import { type KubernetesObject, type ObjectAddress, WantedObjects } from "../../../src/kubernetes/client/index.ts";

const resource = { group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", namespaced: true };
const addresses = (namespace: string, count: number): readonly ObjectAddress[] =>
  Array.from({ length: count }, (_, index) => ({ resource, namespace, name: `map-${index}` }));
const objectAt = ({ name, namespace = "" }: ObjectAddress): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace },
});

/** The requests to a server that has all of these, where lists may be forbidden. */
async function askedFor(wanted: readonly ObjectAddress[], mayList: boolean): Promise<readonly string[]> {
  const asked: string[] = [];
  const reader = {
    get: async (at: ObjectAddress) => {
      asked.push(`get ${at.namespace}/${at.name}`);
      return await Promise.resolve(objectAt(at));
    },
    list: async ({ namespace }: ObjectAddress) => {
      asked.push(`list ${namespace}`);
      return await Promise.resolve(
        mayList ? wanted.filter((at) => at.namespace === namespace).map(objectAt) : undefined,
      );
    },
  };
  const objects = new WantedObjects(reader, wanted, 3);
  const found = await Promise.all(wanted.map((at) => objects.get(at)));
  expect(found).toEqual(wanted.map(objectAt));
  return asked;
}

it("reads a kind and namespace of which many are wanted by one list, and others one by one", async () => {
  const wanted = [...addresses("shop", 3), ...addresses("other", 2)];
  expect(await askedFor(wanted, true)).toEqual(["list shop", "get other/map-0", "get other/map-1"]);
});

it("reads one by one what it may not list", async () => {
  expect(await askedFor(addresses("shop", 3), false)).toEqual([
    "list shop",
    "get shop/map-0",
    "get shop/map-1",
    "get shop/map-2",
  ]);
});
