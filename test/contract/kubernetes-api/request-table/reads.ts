import { create, exchange, get, having, pathOf, type RequestTable, unseen, verdict } from "./exchange.ts";
import { configMap, deployment, role, service } from "./manifests.ts";

const list = "/api/v1/namespaces/{ns}/configmaps";
const named = (name: string, labels: object = {}): ReturnType<typeof create> =>
  unseen(create(having(configMap, { "metadata.name": name, "metadata.labels": labels })));
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const others = "fieldSelector=metadata.name%21%3Dkube-root-ca.crt";
const three = [named("a", { t: "1" }), named("b", { t: "2" }), named("c")] as const;
const refused = (title: string, selector: string) =>
  verdict(`list: ${title}`, get(`${list}?labelSelector=${encodeURIComponent(selector)}`));
const selected = (title: string, selector: string) =>
  exchange(`list: ${title}`, ...three, get(`${list}?${others}&labelSelector=${encodeURIComponent(selector)}`));

/** Reading one, many, in parts, in other forms. */
export const reads: RequestTable = {
  title: "reads",
  exchanges: [
    exchange("get: what is not there", get(pathOf(configMap))),
    exchange("get: an unknown resource", get("/api/v1/namespaces/{ns}/things/a")),
    exchange("get: an unknown group", get("/apis/example.org/v1/things")),
    exchange("get: a subresource that it does not have", get(`${pathOf(configMap)}/scale`)),
    exchange("get: a path outside the API", get("/things")),
    exchange("get: a namespaced kind without a namespace", get("/api/v1/configmaps/a")),
    exchange("get: a kind of the cluster in a namespace", get("/api/v1/namespaces/{ns}/nodes/a")),
    exchange(
      "get: YAML",
      unseen(create(having(configMap, { data: undefined, "metadata.name": "a" }))),
      get(`${list}/a`, { accept: "application/yaml" }),
    ),
    exchange(
      "get: metadata alone",
      named("a"),
      get(`${list}/a`, { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" }),
    ),
    verdict("get: a form that it does not have", get(list, { accept: "application/bogus" })),
    verdict("get: an unknown kind of form", get(list, { accept: "application/json;as=Bogus;v=v1;g=meta.k8s.io" })),
    exchange(
      "get: one of several forms",
      named("a"),
      get(`${list}/a`, { accept: "application/bogus, application/json" }),
    ),
    exchange(
      "get: a scale",
      unseen(create(having(deployment, { "spec.replicas": 2 }))),
      get(`${pathOf(deployment)}/scale`),
    ),
    exchange("table: ConfigMaps", ...three, get(`${list}?${others}`, table)),
    exchange("table: a deployment", unseen(create(deployment)), get(pathOf(deployment), table)),
    exchange(
      "table: roles",
      unseen(create(role)),
      get("/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles", table),
    ),
    exchange("table: without objects", named("a"), get(`${list}?${others}&includeObject=None`, table)),
    exchange("list: empty", get("/api/v1/namespaces/{ns}/services")),
    exchange("list: of a namespace that is not there", get("/api/v1/namespaces/missing/services")),
    selected("equal", "t=1"),
    selected("equal, with two signs", "t==1"),
    selected("not equal", "t!=1"),
    selected("in", "t in (1,2)"),
    selected("not in", "t notin (1)"),
    selected("there", "t"),
    selected("not there", "!t"),
    selected("greater", "t>1"),
    selected("less", "t<2"),
    selected("two conditions", "t,t!=2"),
    selected("an empty value", "t="),
    refused("a comma at the end", "t,"),
    selected("no value in brackets", "t in ()"),
    refused("no brackets", "t in 1"),
    refused("no key", "=1"),
    refused("a wrong key", "a b=1"),
    refused("a wrong value", "t=a b"),
    refused("greater than a text", "t>a"),
    exchange("list: one by its name", ...three, get(`${list}?fieldSelector=metadata.name%3Da`)),
    exchange(
      "list: one by its name and namespace",
      ...three,
      get(`${list}?fieldSelector=metadata.name%3D%3Da,metadata.namespace%3D{ns}`),
    ),
    verdict("list: an unknown field", get(`${list}?fieldSelector=data.a%3Db`)),
    verdict("list: three parts of a field selector", get(`${list}?fieldSelector=a%3Db%3Dc`)),
    verdict("list: a field selector without a sign", get(`${list}?fieldSelector=a`)),
    verdict("list: a limit that is none", get(`${list}?limit=x`)),
    exchange("list: a negative limit", named("a"), get(`${list}?${others}&limit=-1`)),
    exchange("list: a part", ...three, get(`${list}?labelSelector=t&limit=1`)),
    verdict("list: a wrong token", get(`${list}?continue=abc`)),
    verdict("list: a version that is none", get(`${list}?resourceVersion=abc`)),
    verdict("list: an unknown match of versions", get(`${list}?resourceVersionMatch=Bogus&resourceVersion=1`)),
    verdict("list: a match without a version", get(`${list}?resourceVersionMatch=Exact`)),
    verdict("list: exactly version 0", get(`${list}?resourceVersionMatch=Exact&resourceVersion=0`)),
    verdict("list: a version of the future", get(`${list}?resourceVersion=99999999&timeoutSeconds=1`)),
    exchange(
      "list: not older than",
      ...three,
      get(`${list}?${others}&resourceVersionMatch=NotOlderThan&resourceVersion=0`),
    ),
    verdict("watch: events of the start without a match of versions", get(`${list}?watch=true&sendInitialEvents=true`)),
    exchange("list: services", unseen(create(service)), get("/api/v1/namespaces/{ns}/services")),
    exchange("method: a collection cannot be patched", {
      method: "PATCH",
      path: list,
      body: {},
      headers: { "content-type": "application/merge-patch+json" },
    }),
    exchange("method: an object cannot be created in itself", { method: "POST", path: `${list}/a`, body: configMap }),
    exchange("method: a collection cannot be replaced", { method: "PUT", path: list, body: configMap }),
  ],
};
