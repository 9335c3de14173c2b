import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ApiRejected,
  type Connection,
  type KubernetesApi,
  type ObjectAddress,
  type Resource,
  RestApi,
  RestClient,
  UnknownKind,
} from "../../../src/kubernetes/client/index.ts";

const configMaps: Resource = { group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", namespaced: true };
const namespaces: Resource = { group: "", version: "v1", plural: "namespaces", kind: "Namespace", namespaced: false };

/** What the one client does with a Kubernetes API server. */
export function kubernetesClientContract(
  name: string,
  start: () => Promise<{ readonly connection: Connection; stop(): Promise<void> }>,
): void {
  describe(`the Kubernetes client on ${name}`, () => {
    let server: Awaited<ReturnType<typeof start>>;
    let client: RestClient;
    let api: KubernetesApi;
    let namespace: string;
    beforeAll(async () => {
      server = await start();
      client = new RestClient(server.connection);
      api = new RestApi(client, { fieldManager: "contract" });
    });
    afterAll(async () => {
      client.close();
      await server.stop();
    });
    beforeEach(async () => {
      namespace = `client-${randomBytes(4).toString("hex")}`;
      await api.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    });

    const at = (name: string): ObjectAddress => ({ resource: configMaps, namespace, name });
    const configMap = (name: string, data: Record<string, string>, labels: Record<string, string> = {}) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace, labels },
      data,
    });

    it("finds how a kind is served, and says by name when it is not", async () => {
      expect(await api.resourceOf("apps/v1", "Deployment")).toEqual({
        group: "apps",
        version: "v1",
        plural: "deployments",
        kind: "Deployment",
        namespaced: true,
      });
      await expect(api.resourceOf("example.com/v1", "Nothing")).rejects.toBeInstanceOf(UnknownKind);
    });

    it("reads an object that is there, and nothing for one that is not", async () => {
      await api.create(configMaps, configMap("one", { a: "1" }));
      expect(await api.get(at("one"))).toMatchObject({ kind: "ConfigMap", data: { a: "1" } });
      expect(await api.get(at("two"))).toBeUndefined();
    });

    it("applies an object, says whether that created it, and owns its fields", async () => {
      const first = await api.apply(at("one"), configMap("one", { a: "1" }));
      const second = await api.apply(at("one"), JSON.stringify(configMap("one", { a: "2" })));
      expect([first.created, second.created]).toEqual([true, false]);
      expect(second.object).toMatchObject({ data: { a: "2" } });
      expect(second.object.metadata.managedFields?.map(({ manager }) => manager)).toEqual(["contract"]);
    });

    it("stores nothing in a dry run", async () => {
      const { object } = await api.apply(at("one"), configMap("one", { a: "1" }), { dryRun: true });
      expect(object).toMatchObject({ data: { a: "1" } });
      expect(await api.get(at("one"))).toBeUndefined();
    });

    it("takes fields of others over by default, and says whose they are where it may not", async () => {
      await api.apply(at("one"), configMap("one", { a: "1" }), { fieldManager: "other" });
      const kept = api.apply(at("one"), configMap("one", { a: "2" }), { force: false });
      const refusal = await kept.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(refusal).toBeInstanceOf(ApiRejected);
      expect(refusal).toMatchObject({ data: { status: 409, reason: "Conflict" } });
      expect((refusal as ApiRejected).data.causes[0]).toMatchObject({
        field: ".data.a",
        message: expect.stringContaining('"other"'),
      });
      await api.apply(at("one"), configMap("one", { a: "2" }));
      expect(await api.get(at("one"))).toMatchObject({ data: { a: "2" } });
    });

    it("patches an object, and rejects in the server's words what that makes invalid", async () => {
      await api.create(configMaps, configMap("one", { a: "1", b: "1" }));
      expect(await api.mergePatch(at("one"), { data: { a: "2", b: null } })).toMatchObject({ data: { a: "2" } });
      const invalid = api.mergePatch(at("one"), { data: { "not/a/key": "1" } });
      await expect(invalid).rejects.toMatchObject({ data: { status: 422, reason: "Invalid" } });
    });

    it("replaces an object only in the version that was read", async () => {
      const read = await api.create(configMaps, configMap("one", { a: "1" }));
      await api.replace(at("one"), { ...read, data: { a: "2" } });
      await expect(api.replace(at("one"), { ...read, data: { a: "3" } })).rejects.toMatchObject({
        data: { status: 409 },
      });
    });

    it("deletes the very object that is meant, and says when there was nothing to delete", async () => {
      const { metadata } = await api.create(configMaps, configMap("one", { a: "1" }));
      await expect(api.delete(at("one"), { uid: "00000000-0000-0000-0000-000000000000" })).rejects.toMatchObject({
        data: { status: 409 },
      });
      expect(await api.delete(at("one"), { ...(metadata.uid && { uid: metadata.uid }) })).toBe(true);
      expect(await api.delete(at("one"))).toBe(false);
    });

    it("lists what is selected, and nothing but metadata where that is enough", async () => {
      await api.create(configMaps, configMap("one", { a: "1" }, { app: "x" }));
      await api.create(configMaps, configMap("two", { a: "1" }, { app: "y" }));
      const { items } = await api.list(configMaps, { namespace, labelSelector: "app=x" });
      expect(items.map(({ metadata, data }) => [metadata.name, data])).toEqual([["one", { a: "1" }]]);
      const metadata = await api.list(configMaps, { namespace, labelSelector: "app=x", metadataOnly: true });
      expect(metadata.items[0]).toMatchObject({ kind: "ConfigMap", metadata: { name: "one" } });
      expect(metadata.items[0]).not.toHaveProperty("data");
    });

    it("watches from where a list ended, without a gap, until it is told to stop", async () => {
      await api.create(configMaps, configMap("one", { a: "1" }));
      const { resourceVersion } = await api.list(configMaps, { namespace });
      await api.create(configMaps, configMap("two", { a: "1" }));
      await api.delete(at("one"));
      const stop = new AbortController();
      const seen: string[] = [];
      const watching = async () => {
        for await (const event of api.watch(configMaps, { namespace, resourceVersion }, stop.signal)) {
          if (event.type === "BOOKMARK") continue;
          seen.push(`${event.type} ${event.object.metadata.name}`);
          if (seen.length === 3) stop.abort(new Error("seen enough"));
          else if (seen.length === 2) await api.mergePatch(at("two"), { data: { a: "2" } });
        }
      };
      await expect(watching()).rejects.toThrow("seen enough");
      // A real API server puts its own ConfigMap into each namespace.
      expect(seen.filter((each) => !each.endsWith("kube-root-ca.crt"))).toEqual([
        "ADDED two",
        "DELETED one",
        "MODIFIED two",
      ]);
    });
  });
}
