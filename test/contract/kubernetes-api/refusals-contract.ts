import { describe, expect, it } from "vitest";
import { type Answer, patch } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** What is refused, although it looks right at first sight, and what is accepted, although it looks wrong. */
export function refusalsContract({ client, namespace }: Subject): void {
  const core = (rest: string): string => `/api/v1/namespaces/${namespace()}/${rest}`;
  const configMap = (name: string, rest: object = {}): object => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    ...rest,
  });
  const merge = { "content-type": patch.merge };
  const said = ({ status, body }: Answer): unknown[] => [status, (body as { message?: unknown }).message];

  describe("deletes", () => {
    it("refuses to delete a namespaced kind in all namespaces at once", async () => {
      expect(await client().send("DELETE", "/api/v1/configmaps")).toMatchObject({
        body: { code: 405, reason: "MethodNotAllowed" },
      });
    });

    it("refuses a propagation policy that it does not know, and two that contradict each other", async () => {
      await client().send("POST", core("configmaps"), configMap("policies"));
      const options = { kind: "DeleteOptions", apiVersion: "v1" };
      const remove = async (more: object) =>
        (await client().send("DELETE", core("configmaps/policies"), { ...options, ...more })).status;
      expect(await remove({ propagationPolicy: "Bogus" })).toBe(422);
      expect(await remove({ propagationPolicy: "Background", orphanDependents: true })).toBe(422);
      expect((await client().send("GET", core("configmaps/policies"))).status).toBe(200);
    });
  });

  describe("metadata", () => {
    it("takes no finalizer while the object is being deleted, and none without a domain", async () => {
      const finalizers = ["example.com/hold"];
      await client().send("POST", core("configmaps"), { ...configMap(""), metadata: { name: "held-2", finalizers } });
      await client().send("DELETE", core("configmaps/held-2"));
      const more = { metadata: { finalizers: [...finalizers, "example.com/more"] } };
      const refused = await client().send("PATCH", core("configmaps/held-2"), more, merge);
      expect(said(refused)).toEqual([
        422,
        expect.stringContaining("no new finalizers can be added if the object is being deleted"),
      ]);
      await client().send("PATCH", core("configmaps/held-2"), { metadata: { finalizers: null } }, merge);
      const odd = { ...configMap(""), metadata: { name: "odd-finalizer", finalizers: ["x"] } };
      expect((await client().send("POST", core("configmaps"), odd)).status).toBe(422);
    });

    it("takes one controller at most", async () => {
      const owner = (uid: string) => ({ apiVersion: "v1", kind: "ConfigMap", name: "a", uid, controller: true });
      const owned = { ...configMap(""), metadata: { name: "owned", ownerReferences: [owner("1"), owner("2")] } };
      expect((await client().send("POST", core("configmaps"), owned)).status).toBe(422);
    });

    it("never changes a uid or the time of a deletion", async () => {
      await client().send("POST", core("configmaps"), configMap("same"));
      for (const metadata of [{ uid: "another" }, { deletionTimestamp: "2020-01-01T00:00:00Z" }]) {
        const refused = await client().send("PATCH", core("configmaps/same"), { metadata }, merge);
        expect(said(refused)).toEqual([422, expect.stringContaining("field is immutable")]);
      }
    });
  });

  describe("ConfigMaps", () => {
    it("have no key both in text and in bytes, and at most a megabyte", async () => {
      const both = await client().send(
        "POST",
        core("configmaps"),
        configMap("both", { data: { k: "1" }, binaryData: { k: "YQ==" } }),
      );
      expect(both.status).toBe(422);
      const large = await client().send(
        "POST",
        core("configmaps"),
        configMap("large", { data: { k: "x".repeat(1_048_577) } }),
      );
      expect(large.status).toBe(422);
    });
  });

  describe("writes", () => {
    it("warns of keys that stand twice in a body, or refuses them, as it is asked", async () => {
      const start =
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice-key","labels":{"a":"1","\\u0061":"2"}}';
      const body = `${start},"data":{"k":"1","k":"{\\"k\\":1}"},"foo":1}`;
      const create = async (query: string) => await client().send("POST", core(`configmaps?dryRun=All${query}`), body);
      const warned = await create("");
      const warning = (text: string) => expect.stringContaining(text.replaceAll('"', '\\"')) as string;
      expect([warned.status, warned.warnings]).toEqual([
        201,
        ['duplicate field "metadata.labels.a"', 'duplicate field "data.k"', 'unknown field "foo"'].map(warning),
      ]);
      expect(said(await create("&fieldValidation=Strict"))).toEqual([
        400,
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "metadata.labels.a", duplicate field "data.k", unknown field "foo"',
      ]);
      expect((await create("&fieldValidation=Ignore")).warnings).toEqual([]);
    });

    it("refuses to force a patch that is no apply", async () => {
      await client().send("POST", core("configmaps"), configMap("forced"));
      const forced = await client().send("PATCH", core("configmaps/forced?force=true"), { data: { a: "1" } }, merge);
      expect(said(forced)).toEqual([
        422,
        expect.stringContaining("force: Forbidden: may not be specified for non-apply patch"),
      ]);
    });

    it("takes no uid for an object that an apply creates, and ignores a version", async () => {
      const applied = async (metadata: object) =>
        await client().send(
          "PATCH",
          core("configmaps/first?fieldManager=a"),
          { ...configMap(""), metadata },
          {
            "content-type": patch.apply,
          },
        );
      expect(said(await applied({ name: "first", uid: "another" }))).toEqual([
        409,
        expect.stringContaining("uid mismatch"),
      ]);
      expect((await applied({ name: "first", resourceVersion: "5" })).status).toBe(201);
    });

    it("replaces some kinds only in the version that is named", async () => {
      const budgets = `/apis/policy/v1/namespaces/${namespace()}/poddisruptionbudgets`;
      const budget = {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "versioned" },
        spec: { minAvailable: 1, selector: { matchLabels: { app: "a" } } },
      };
      const { body } = await client().send("POST", budgets, budget);
      expect(said(await client().send("PUT", `${budgets}/versioned`, budget))).toEqual([
        422,
        expect.stringContaining("metadata.resourceVersion: Invalid value: 0: must be specified for an update"),
      ]);
      expect((await client().send("PUT", `${budgets}/versioned`, body)).status).toBe(200);
    });

    it("creates some kinds by a PUT, and others not", async () => {
      const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "put" } };
      const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace()}/leases/put`;
      expect((await client().send("PUT", leases, lease)).status).toBe(201);
      expect((await client().send("PUT", core("configmaps/put"), configMap("put"))).status).toBe(404);
    });

    it("adds a member that a JSON patch replaces and that is not there", async () => {
      await client().send("POST", core("configmaps"), configMap("replaced", { data: { a: "1" } }));
      const operations = [{ op: "replace", path: "/data/b", value: "2" }];
      const { status, body } = await client().send("PATCH", core("configmaps/replaced"), operations, {
        "content-type": patch.json,
      });
      expect([status, body.data]).toEqual([200, { a: "1", b: "2" }]);
    });

    it("keeps the address of a service that is set to the empty text", async () => {
      const service = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "kept" },
        spec: { ports: [{ port: 80 }] },
      };
      const { body } = await client().send("POST", core("services"), service);
      const patched = await client().send("PATCH", core("services/kept"), { spec: { clusterIP: "" } }, merge);
      expect([patched.status, patched.body.spec?.clusterIP]).toEqual([200, body.spec?.clusterIP]);
    });
  });

  describe("webhooks", () => {
    it.each([
      ["sideEffects", { sideEffects: "Some" }],
      ["sideEffects", { sideEffects: undefined }],
      ["admissionReviewVersions", { admissionReviewVersions: [] }],
      ["name", { name: "short" }],
      ["timeoutSeconds", { timeoutSeconds: 31 }],
    ])("refuses a wrong %s", async (field, wrong) => {
      const path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?dryRun=All";
      const webhook = {
        name: "webhook.of.a-test",
        clientConfig: { url: "https://127.0.0.1:1/" },
        rules: [],
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        ...wrong,
      };
      const { body } = await client().send("POST", path, {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: namespace() },
        webhooks: [webhook],
      });
      expect(body).toMatchObject({ code: 422, details: { causes: [{ field: `webhooks[0].${field}` }] } });
    });
  });

  describe("lists", () => {
    it("refuses to continue a list in another version", async () => {
      for (const name of ["next-1", "next-2"]) await client().send("POST", core("configmaps"), configMap(name));
      const { body } = await client().send("GET", core("configmaps?limit=1"));
      const { continue: token } = body.metadata as unknown as { continue: string };
      const more = core(`configmaps?limit=1&continue=${encodeURIComponent(token)}`);
      expect(said(await client().send("GET", `${more}&resourceVersion=5`))).toEqual([
        400,
        "specifying resource version is not allowed when using continue",
      ]);
      expect((await client().send("GET", `${more}&resourceVersionMatch=Exact&resourceVersion=5`)).status).toBe(422);
    });

    it.each([
      ["limit=x", 400],
      ["labelSelector=a,", 400],
      ["fieldSelector=a%3Db%3Dc", 400],
      ["resourceVersionMatch=Bogus", 422],
      ["resourceVersionMatch=Exact&resourceVersion=0", 422],
    ])("refuses the query %s", async (query, status) => {
      expect((await client().send("GET", core(`configmaps?${query}`))).status).toBe(status);
    });

    it("shows an object that leaves a selection as it was before", async () => {
      const labelled = (value: string) => ({ metadata: { labels: { before: value } }, data: { is: value } });
      await client().send("POST", core("configmaps"), {
        ...configMap(""),
        ...labelled("yes"),
        metadata: { name: "leaves", labels: { before: "yes" } },
      });
      const { body } = await client().send("GET", core("configmaps"));
      const from = (body.metadata as unknown as { resourceVersion: string }).resourceVersion;
      const watching = client().watch(
        core(`configmaps?watch=true&labelSelector=before%3Dyes&resourceVersion=${from}`),
        (events) => events.length > 0,
      );
      await client().send("PATCH", core("configmaps/leaves"), labelled("no"), merge);
      expect((await watching)[0]).toMatchObject({
        type: "DELETED",
        object: { metadata: { labels: { before: "yes" } }, data: { is: "yes" } },
      });
    });
  });
}
