import { expect, it } from "vitest";
import { HttpClient, type Json, textOf } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** Discovery, documents, health, and who may ask. */
export function discoveryContract({ client, namespace }: Subject): void {
  it("says that it is well, to anybody", async () => {
    const nobody = new HttpClient({ ...client().target, token: "" });
    const answers = await Promise.all(
      ["/healthz", "/livez", "/readyz"].map((path) => nobody.send("GET", path, undefined, { authorization: "" })),
    );
    nobody.close();
    expect(answers.map(({ status, body }) => [status, body.text])).toEqual(answers.map(() => [200, "ok"]));
  });

  it("refuses a token that it does not know", async () => {
    const { body } = await client().send("GET", "/api/v1/namespaces", undefined, { authorization: "Bearer wrong" });
    expect(body).toMatchObject({ kind: "Status", code: 401, reason: "Unauthorized" });
  });

  it("lists resources with their subresources, verbs and short names", async () => {
    const { body } = await client().send("GET", "/apis/apps/v1");
    const resources = body.resources as unknown as { name: string }[];
    expect(resources.find(({ name }) => name === "deployments")).toMatchObject({
      kind: "Deployment",
      namespaced: true,
      shortNames: ["deploy"],
      categories: ["all"],
    });
    expect(resources.map(({ name }) => name)).toContain("deployments/scale");
  });

  it("lists everything at once to clients that ask for it", async () => {
    const { body } = await client().send("GET", "/apis", undefined, {
      accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
    });
    expect(body.kind).toBe("APIGroupDiscoveryList");
    const groups = (body.items as unknown as Json[]).map(({ metadata }) => textOf(metadata?.name));
    expect(groups).toEqual(expect.arrayContaining(["apps", "batch", "rbac.authorization.k8s.io"]));
  });

  it("describes every group version in OpenAPI v3, at an address that changes with its contents", async () => {
    const index = await client().send("GET", "/openapi/v3");
    const address = textOf(index.body.paths?.["apis/apps/v1"]?.serverRelativeURL);
    expect(address).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=/);
    const { body } = await client().send("GET", address);
    expect(body.components?.schemas?.["io.k8s.api.apps.v1.Deployment"]).toMatchObject({
      "x-kubernetes-group-version-kind": [{ group: "apps", kind: "Deployment", version: "v1" }],
    });
  });

  const openApi = "application/com.github.proto-openapi.spec.v2";
  it.each([
    ["application/json", "application/json"],
    ["*/*", "application/json"],
    [`${openApi}.v1.0+protobuf`, `${openApi}.v1.0+protobuf`],
    [`${openApi}@v1.0+protobuf`, `${openApi}.v1.0+protobuf`],
    [`${openApi}.v1.0+protobuf, application/json`, `${openApi}.v1.0+protobuf`],
  ])("describes everything in OpenAPI v2 to clients that accept %s", async (accept, contentType) => {
    const answer = await client().send("GET", "/openapi/v2", undefined, { accept });
    expect([answer.status, answer.contentType]).toEqual([200, contentType]);
  });

  it("refers in OpenAPI v2 and v3 to nothing that the document does not define", async () => {
    const found: string[] = [];
    const collect = (value: unknown): readonly string[] => {
      if (typeof value !== "object" || value === null) return [];
      const own = (value as { $ref?: unknown }).$ref;
      return [...(typeof own === "string" ? [own] : []), ...Object.values(value).flatMap(collect)];
    };
    for (const path of ["/openapi/v2", "/openapi/v3/api/v1", "/openapi/v3/apis/resource.k8s.io/v1"]) {
      const { body } = await client().send("GET", path);
      const defined = body.definitions ?? body.components?.schemas ?? {};
      const prefix = body.definitions === undefined ? "#/components/schemas/" : "#/definitions/";
      const known = new Set(Object.keys(defined).map((name) => prefix + name));
      found.push(...new Set(collect(defined).filter((reference) => !known.has(reference))));
    }
    expect(found).toEqual([]);
  });

  it("gives service accounts tokens that authenticate, and rights only by roles", async () => {
    const core = `/api/v1/namespaces/${namespace()}`;
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace()}`;
    const meta = (name: string): object => ({ metadata: { name } });
    await client().send("POST", `${core}/serviceaccounts`, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      ...meta("bot"),
    });
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    const issued = await client().send("POST", `${core}/serviceaccounts/bot/token`, request);
    const bot = new HttpClient({ ...client().target, token: textOf(issued.body.status?.token) });
    const refused = await bot.send("GET", `${core}/configmaps`);
    expect(refused.body).toMatchObject({
      code: 403,
      message: `configmaps is forbidden: User "system:serviceaccount:${namespace()}:bot" cannot list resource "configmaps" in API group "" in the namespace "${namespace()}"`,
    });
    const apiVersion = "rbac.authorization.k8s.io/v1";
    const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list"] }];
    await client().send("POST", `${rbac}/roles`, { apiVersion, kind: "Role", ...meta("reader"), rules });
    const subjects = [{ kind: "ServiceAccount", name: "bot", namespace: namespace() }];
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
    await client().send("POST", `${rbac}/rolebindings`, {
      apiVersion,
      kind: "RoleBinding",
      ...meta("reader"),
      subjects,
      roleRef,
    });
    // A real server learns of new roles by a watch of its own.
    let allowed = await bot.send("GET", `${core}/configmaps`);
    for (let tries = 0; allowed.status === 403 && tries < 100; tries += 1)
      allowed = await bot.send("GET", `${core}/configmaps`);
    bot.close();
    expect(allowed.status).toBe(200);
  });

  it("answers who somebody is and what they may do", async () => {
    const who = await client().send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
      apiVersion: "authentication.k8s.io/v1",
      kind: "SelfSubjectReview",
    });
    expect(who.body.status?.userInfo?.groups).toContain("system:masters");
    const may = await client().send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user: "nobody", resourceAttributes: { verb: "get", resource: "pods", namespace: "default" } },
    });
    expect(may.body.status?.allowed).toBe(false);
  });
}
