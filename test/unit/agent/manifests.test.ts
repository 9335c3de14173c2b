import { describe, expect, it } from "vitest";
import { prepared } from "../../../src/agent/apply/index.ts";
import { normalized, readManifests } from "../../../src/agent/build/index.ts";
import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";

const named = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

describe("a file of manifests", () => {
  it("gives every document and every item of a list, with its line", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: c}}\n`;
    const { objects, problems } = readManifests(
      "f.yaml",
      `---\n${named("a")}---\n# nothing\n---\n${named("b")}---\n${list}`,
    );
    expect(problems).toEqual([]);
    expect(objects.map(({ object, origin }) => `${origin} ${object.kind}/${object.metadata.name}`)).toEqual([
      "f.yaml:2 ConfigMap/a",
      "f.yaml:8 ConfigMap/b",
      "f.yaml:12 Secret/c",
    ]);
  });

  it("reads numbers with a leading zero as octal and words such as yes as text", () => {
    const { objects } = readManifests("f.yaml", `${named("a")}mode: 0644\nanswer: yes\nport: 22:22\n`);
    expect(objects[0]?.object).toMatchObject({ mode: 420, answer: "yes", port: "22:22" });
  });

  it("contributes nothing when one document is broken, and never quotes its content", () => {
    const { objects, problems } = readManifests("f.yaml", `${named("a")}---\nkind: Secret\nstringData: {p: "hunter2\n`);
    expect(objects).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it.each([
    ["- 1\n", "is not a Kubernetes object"],
    ["kind: X\nmetadata: {name: a}\n", "apiVersion is missing"],
    ["apiVersion: v1\nmetadata: {name: a}\n", "kind is missing"],
    ["apiVersion: v1\nkind: Pod\nmetadata: {}\n", "Pod has no metadata.name"],
    ["apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n", "Pod has generateName"],
  ])("says what is wrong with %j", (text, problem) => {
    const { problems } = readManifests("f.yaml", text);
    expect(problems[0]?.problem).toContain(problem);
  });
});

describe("an object that is made ready to be applied", () => {
  const object = (content: object): KubernetesObject =>
    ({ apiVersion: "v1", metadata: { name: "x" }, ...content }) as unknown as KubernetesObject;

  it("has none of what only the server writes", () => {
    const metadata = {
      name: "x",
      uid: "1",
      resourceVersion: "2",
      generation: 3,
      creationTimestamp: null,
      labels: { a: "b" },
    };
    expect(normalized(object({ kind: "ConfigMap", metadata, status: { a: 1 } }))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "x", labels: { a: "b" } },
    });
  });

  it("has a Secret's text among its data", () => {
    const secret = normalized(object({ kind: "Secret", data: { a: "YQ==" }, stringData: { b: "b" } }));
    expect(secret["data"]).toEqual({ a: "YQ==", b: "Yg==" });
    expect(secret["stringData"]).toBeUndefined();
  });

  it("says the protocol of every port", () => {
    const service = normalized(
      object({ kind: "Service", spec: { ports: [{ port: 80 }, { port: 53, protocol: "UDP" }] } }),
    );
    expect(service["spec"]).toEqual({
      ports: [
        { port: 80, protocol: "TCP" },
        { port: 53, protocol: "UDP" },
      ],
    });
    const pod = normalized(
      object({ kind: "Pod", spec: { containers: [{ name: "a", ports: [{ containerPort: 80 }] }] } }),
    );
    expect(pod["spec"]).toEqual({ containers: [{ name: "a", ports: [{ containerPort: 80, protocol: "TCP" }] }] });
  });

  it("keeps every digit of its integers in what is sent", () => {
    const text =
      "apiVersion: x.io/v1\nkind: W\nmetadata: {name: x}\nspec: {a: 9007199254740993, b: [-9223372036854775808]}\n";
    const [desired = { object: object({ kind: "W" }), origin: "" }] = readManifests("f.yaml", text).objects;
    const resource = { group: "x.io", version: "v1", plural: "ws", kind: "W", namespaced: true };
    const by = { name: "apps", namespace: "flux-system", commonLabels: {}, commonAnnotations: {} };
    expect(prepared(desired, resource, by).body).toContain('"spec":{"a":9007199254740993,"b":[-9223372036854775808]}');
  });

  it("is the same when it is made ready twice", () => {
    const once = normalized(object({ kind: "Secret", stringData: { b: "b" } }));
    expect(normalized(once)).toEqual(once);
  });
});
