import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type KubectlCluster,
  kubectlOrWhyNot,
  type Ran,
  startKubectlCluster,
} from "./kubernetes-api-harness/kubectl.ts";

const deployment = (image: string, replicas = 1): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "${image}", ports: [{containerPort: 80}], resources: {requests: {cpu: 500m, memory: 1Gi}}}
`;

const available = [
  "--type=merge",
  "-p",
  JSON.stringify({
    status: {
      replicas: 1,
      availableReplicas: 1,
      readyReplicas: 1,
      updatedReplicas: 1,
      observedGeneration: 9,
      conditions: [{ type: "Available", status: "True" }],
    },
  }),
];

const kubectlState = kubectlOrWhyNot();

// A machine without kubectl counts these as skipped, and the name says why.
const note = kubectlState.found ? "" : ` (skipped: ${kubectlState.why})`;

describe.skipIf(!kubectlState.found)(`kubectl against a local cluster${note}`, () => {
  let world: KubectlCluster;
  let namespace: string;
  /** In the test's own namespace, unless the arguments name another. */
  const kubectl = (...args: string[]): Promise<Ran> => world.kubectl(["--namespace", namespace, ...args]);
  const ok = async (...args: string[]): Promise<string> => {
    const ran = await kubectl(...args);
    expect(ran, `kubectl ${args.join(" ")}\n${ran.err}`).toMatchObject({ code: 0 });
    return ran.out;
  };
  const manifest = async (name: string, text: string): Promise<string> => {
    const file = path.join(world.home, name);
    await writeFile(file, text);
    return file;
  };

  beforeAll(async () => {
    world = await startKubectlCluster();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = `test-${randomUUID().slice(0, 8)}`;
    await ok("create", "namespace", namespace);
  });

  const applyWeb = async () => ok("apply", "-f", await manifest("web.yaml", deployment("nginx:1")));

  it("applies, reapplies, and finds nothing to diff", async () => {
    const file = await manifest("web.yaml", deployment("nginx:1"));
    expect(await ok("apply", "-f", file)).toBe("deployment.apps/web created\n");
    expect(await ok("apply", "-f", file)).toBe("deployment.apps/web unchanged\n");
    expect(await ok("diff", "-f", file)).toBe("");
  });

  it("shows a difference before applying it", async () => {
    await applyWeb();
    const file = await manifest("web2.yaml", deployment("nginx:2", 3));
    const diff = await kubectl("diff", "-f", file);
    expect(diff.code).toBe(1);
    expect(diff.out).toMatch(/-.*image: nginx:1[\s\S]*\+.*image: nginx:2/);
    expect(await ok("apply", "-f", file)).toBe("deployment.apps/web configured\n");
    expect(await ok("get", "deploy", "web", "-o", "jsonpath={.spec.replicas}")).toBe("3");
  });

  it("applies on the server, names conflicts, and forces them", async () => {
    const file = await manifest("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: one}\n");
    expect(await ok("apply", "--server-side", "-f", file)).toBe("configmap/cm serverside-applied\n");
    const other = await manifest("cm2.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: two}\n");
    const refused = await kubectl("apply", "--server-side", "--field-manager=other", "-f", other);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('conflict with "kubectl": .data.a')]);
    await ok("apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", other);
    expect(await ok("get", "cm", "cm", "-o", "jsonpath={.data.a}")).toBe("two");
  });

  it("keeps what client-side apply compares with true after a server-side one", async () => {
    const text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: both}\ndata: {a: one}\n";
    await ok("apply", "-f", await manifest("both.yaml", text));
    await ok("apply", "--server-side", "-f", await manifest("both.yaml", text.replace("one", "two")));
    const last = await ok(
      "get",
      "cm",
      "both",
      "-o",
      "jsonpath={.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}",
    );
    expect(JSON.parse(last)).toMatchObject({ data: { a: "two" }, metadata: { name: "both" } });
  });

  it("refuses a field that does not exist before anything is stored", async () => {
    const file = await manifest("typo.yaml", deployment("nginx:3").replace("replicas:", "replica:"));
    const ran = await kubectl("apply", "-f", file);
    expect(ran.err).toContain('unknown field "spec.replica"');
  });

  it("patches in every way", async () => {
    await applyWeb();
    const image = (value: string): string =>
      JSON.stringify({ spec: { template: { spec: { containers: [{ name: "web", image: value }] } } } });
    await ok("patch", "deploy", "web", "-p", image("nginx:4"));
    await ok("patch", "deploy", "web", "--type=merge", "-p", '{"spec":{"replicas":2}}');
    await ok(
      "patch",
      "deploy",
      "web",
      "--type=json",
      "-p",
      '[{"op":"add","path":"/metadata/labels/patched","value":"yes"}]',
    );
    const shown = await ok(
      "get",
      "deploy",
      "web",
      "-o",
      "jsonpath={.spec.replicas} {.metadata.labels.patched} {..image}",
    );
    expect(shown).toBe("2 yes nginx:4");
  });

  it("edits as an editor would", async () => {
    await ok("create", "configmap", "cm", "--from-literal=a=two");
    const text = await ok("get", "cm", "cm", "-o", "yaml");
    const file = await manifest("edited.yaml", text.replace("a: two", "a: three"));
    await ok("replace", "-f", file);
    expect(await ok("get", "cm", "cm", "-o", "jsonpath={.data.a}")).toBe("three");
  });

  it("labels, annotates and scales", async () => {
    await applyWeb();
    await ok("label", "deploy", "web", "tier=front");
    await ok("annotate", "deploy", "web", "note=hello");
    await ok("scale", "deploy", "web", "--replicas=1");
    expect(await ok("get", "deploy", "-l", "tier=front", "-o", "jsonpath={.items[0].metadata.annotations.note}")).toBe(
      "hello",
    );
  });

  it("waits for conditions and follows a rollout", async () => {
    await applyWeb();
    await ok("patch", "deploy", "web", "--subresource=status", ...available);
    expect(await ok("wait", "deploy/web", "--for=condition=Available", "--timeout=60s")).toContain("condition met");
    const generation = await ok("get", "deploy", "web", "-o", "jsonpath={.metadata.generation}");
    const seen = `{"status":{"observedGeneration":${generation}}}`;
    await ok("patch", "deploy", "web", "--subresource=status", "--type=merge", "-p", seen);
    expect(await ok("rollout", "status", "deploy/web", "--timeout=60s")).toContain("successfully rolled out");
  });

  it("prints the columns of each kind, wide ones too", async () => {
    await applyWeb();
    expect((await ok("get", "deploy", "web", "-o", "wide")).split("\n")[0]).toMatch(
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR/,
    );
    expect(await ok("get", "ns")).toMatch(/^NAME +STATUS +AGE\ndefault +Active /);
    expect(await ok("get", "nodes")).toContain("node-1");
  });

  it("describes, explains and lists what there is", async () => {
    await applyWeb();
    expect(await ok("describe", "deploy", "web")).toContain("Replicas:               1 desired");
    expect(await ok("explain", "deployment.spec.strategy.rollingUpdate")).toContain("maxSurge");
    const resources = await ok("api-resources", "--api-group=apps", "-o", "name");
    expect(resources.split("\n")).toContain("deployments.apps");
  });

  it("asks what it may do, as itself and as others", async () => {
    expect(await ok("auth", "can-i", "create", "pods")).toBe("yes\n");
    const other = await kubectl("auth", "can-i", "create", "pods", "--as=system:serviceaccount:default:default");
    expect(other.out).toBe("no\n");
  });

  it("creates objects that typed clients send, and tokens that authenticate", async () => {
    await ok("create", "namespace", "typed");
    await ok("-n", "typed", "create", "serviceaccount", "bot");
    await ok("-n", "typed", "create", "deployment", "d", "--image=nginx", "--replicas=0");
    expect(await ok("-n", "typed", "get", "deploy", "d", "-o", "jsonpath={.spec.replicas}")).toBe("0");
    await ok("-n", "typed", "create", "role", "reader", "--verb=get,list", "--resource=pods");
    await ok("-n", "typed", "create", "rolebinding", "reader", "--role=reader", "--serviceaccount=typed:bot");
    const token = (await ok("-n", "typed", "create", "token", "bot")).trim();
    expect(await ok("-n", "typed", "--token", token, "get", "pods", "-o", "name")).toBe("");
    const refused = await kubectl("-n", "typed", "--token", token, "get", "secrets");
    expect(refused.err).toContain('User "system:serviceaccount:typed:bot" cannot list resource "secrets"');
  });

  it("watches until what it waits for happens", async () => {
    await ok("create", "configmap", "watched");
    const waiting = kubectl("wait", "configmap/watched", "--for=jsonpath={.data.done}=yes", "--timeout=60s");
    await ok("patch", "configmap", "watched", "--type=merge", "-p", '{"data":{"done":"yes"}}');
    expect(await waiting).toMatchObject({ code: 0 });
  });

  it("serves a new kind once it has its definition, with its columns", async () => {
    const schema = "{type: object, properties: {spec: {type: object, properties: {size: {type: string}}}}}";
    const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, kind: Widget, shortNames: [wd]}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: ${schema}}, additionalPrinterColumns: [{name: Size, type: string, jsonPath: .spec.size}]}
`;
    await ok("apply", "-f", await manifest("crd.yaml", definition));
    await ok("wait", "crd/widgets.example.com", "--for=condition=Established", "--timeout=60s");
    // A server answers requests for a kind some time after its definition is established.
    await expect.poll(async () => (await kubectl("get", "widgets.example.com")).code).toBe(0);
    const widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: large}\n";
    await ok("apply", "-f", await manifest("widget.yaml", widget));
    expect(await ok("get", "wd")).toMatch(/^NAME +SIZE\nw +large\n$/);
  });

  const noType = /^(?:error: )?the server doesn't have a resource type "unknownkinds?"\n$/;
  it("says which type it does not have, whatever the verb", async () => {
    const commands = [
      ["get", "unknownkind"],
      ["get", "unknownkinds.example.com"],
      ["get", "unknownkinds.v1.example.com"],
      ["describe", "unknownkind", "x"],
      ["delete", "unknownkind", "x"],
      ["edit", "unknownkind", "x"],
      ["label", "unknownkind", "x", "a=b"],
      ["patch", "unknownkind", "x", "-p", "{}"],
      ["scale", "unknownkind/x", "--replicas=1"],
      ["wait", "unknownkind/x", "--for=delete"],
      ["rollout", "status", "unknownkind/x"],
      ["explain", "unknownkind"],
      ["explain", "unknownkind", "--output=plaintext-openapiv2"],
    ];
    const ran = await Promise.all(commands.map(async (args) => ({ args, ...(await kubectl(...args)) })));
    const err = expect.stringMatching(noType);
    expect(ran).toEqual(commands.map((args) => ({ args, code: 1, out: "", err })));
  });

  it.each([
    ["a group that is not there", "gadgets.example.org/v1", "Gadget"],
    ["a version that is not there", "apps/v9", "Deployment"],
    ["a version that was removed", "policy/v1beta1", "PodDisruptionBudget"],
    ["a kind that is not in its group", "v1", "Widget"],
  ])("says that it matches no kind, whatever the verb: %s", async (_, apiVersion, kind) => {
    const file = await manifest("unknown.yaml", JSON.stringify({ apiVersion, kind, metadata: { name: "w" } }));
    const verbs = [["create"], ["apply"], ["apply", "--server-side"], ["diff"]];
    for (const { err } of await Promise.all(verbs.map((verb) => kubectl(...verb, "-f", file))))
      expect(err).toContain(`no matches for kind "${kind}" in version "${apiVersion}"`);
  });

  it("validates as asked, and explains by the older documents too", async () => {
    const text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndota: {}\n";
    const file = await manifest("odd.yaml", text);
    for (const how of ["strict", "true"])
      expect((await kubectl("apply", `--validate=${how}`, "-f", file)).err).toContain('unknown field "dota"');
    expect(await kubectl("apply", "--validate=warn", "-f", file)).toMatchObject({
      code: 0,
      err: expect.stringContaining('unknown field "dota"'),
    });
    await ok("delete", "-f", file);
    expect(await kubectl("apply", "--validate=ignore", "-f", file)).toMatchObject({ code: 0, err: "" });
    await ok("delete", "-f", file);
    const field = "deployment.spec.strategy.rollingUpdate";
    expect(await ok("explain", field, "--output=plaintext-openapiv2")).toContain("maxSurge");
    expect((await kubectl("explain", "pods.spec.nope")).err).toContain('field "nope" does not exist');
    expect((await kubectl("explain", "pods.spec.nope", "--output=plaintext-openapiv2")).err).toContain(
      'field "nope" does not exist',
    );
  });

  it("deletes objects, and a namespace with all in it", async () => {
    await applyWeb();
    expect(await ok("delete", "deploy", "web")).toContain('deployment.apps "web" deleted');
    await ok("create", "serviceaccount", "bot");
    await ok("delete", "namespace", namespace, "--timeout=60s");
    expect((await kubectl("get", "sa", "bot")).err).toContain("NotFound");
  });
});
