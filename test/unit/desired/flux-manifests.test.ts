import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import {
  FluxDigestMismatch,
  type FluxManifest,
  FluxManifestsInvalid,
  lockedDown,
  readFluxManifests,
} from "../../../src/desired/flux/index.ts";
import { listAt, memoryTree, textAt } from "../../../src/lib/index.ts";
import { controller, fluxObjects, fluxRelease } from "../../fixtures/flux-release.ts";
import { fleetIssuesIn } from "../environment/written.ts";

const read = (files: Readonly<Record<string, string>>, path = "flux", digest?: string) =>
  readFluxManifests(memoryTree(files), { in: "repository", path, ...(digest === undefined ? {} : { digest }) });

async function problemsOf(files: Readonly<Record<string, string>>, path?: string): Promise<readonly string[]> {
  const thrown: unknown = await read(files, path).catch((error: unknown) => error);
  return thrown instanceof FluxManifestsInvalid ? thrown.data.problems : [String(thrown)];
}

describe("manifests that install Flux", () => {
  it("are read from a file, and from every file below a folder, and mean the same", async () => {
    const [namespace, ...rest] = fluxObjects();
    const whole = await read({ "flux/install.yaml": fluxRelease() }, "flux/install.yaml");
    expect(whole.namespace.metadata.name).toBe("flux-system");
    expect(whole.definitions).toHaveLength(2);
    expect(whole.others.map(({ kind }) => kind)).toEqual([
      "ServiceAccount",
      "ServiceAccount",
      "ClusterRoleBinding",
      "Deployment",
      "Deployment",
    ]);
    const parts = {
      "flux/a/namespace.json": JSON.stringify(namespace),
      "flux/b.yml": `# comment\n---\n${fluxRelease(rest)}`,
      "flux/README.md": "no manifest",
    };
    expect(await read(parts)).toEqual(whole);
    expect(
      await read({ "flux/list.yaml": stringify({ apiVersion: "v1", kind: "List", items: fluxObjects() }) }),
    ).toEqual(whole);
  });

  it("are refused with another digest than the declared one, before they are read", async () => {
    const files = { "flux/install.yaml": fluxRelease() };
    const digest = `sha256:${createHash("sha256").update(fluxRelease()).digest("hex")}`;
    expect((await read(files, "flux/install.yaml", digest)).definitions).toHaveLength(2);
    await expect(read(files, "flux/install.yaml", `sha256:${"0".repeat(64)}`)).rejects.toThrow(FluxDigestMismatch);
    expect(await read(files, "flux", digest).catch(String)).toContain("is of one file, and this is none");
  });

  it("are refused with everything that is wrong, each with its place", async () => {
    expect(
      await problemsOf({
        "flux/a.yaml": "apiVersion: v1\nkind: ConfigMap\n---\na: [1\n",
        "flux/b.yaml": "a: 1\na: 2\n",
        "flux/c.yaml": "a: *missing\n",
      }),
    ).toEqual([
      expect.stringMatching(/^flux\/a\.yaml:5: Flow sequence in block collection must be/),
      "flux/b.yaml:2: Map keys must be unique",
      expect.stringMatching(/^flux\/c\.yaml:1: Unresolved alias/),
    ]);
    const [namespace, ...rest] = fluxObjects();
    const sync = {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "flux-system" },
    };
    const folder = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources: ["a.yaml"] };
    expect(
      await problemsOf({
        "flux/a.yaml": fluxRelease([...rest, { kind: "Namespace" }, sync, rest[3] ?? {}]),
        "flux/kustomization.yaml": stringify({ ...folder, metadata: { name: "flux" } }),
      }),
    ).toEqual([
      expect.stringMatching(/^flux\/a\.yaml:\d+: is no object of Kubernetes with apiVersion, kind and metadata\.name$/),
      expect.stringMatching(/^flux\/a\.yaml:\d+: GitRepository flux-system says what Flux follows/),
      expect.stringMatching(/^flux\/a\.yaml:\d+: ServiceAccount kustomize-controller stands there twice; keep one$/),
      expect.stringMatching(/^flux\/kustomization\.yaml:1: is a folder for kustomize/),
      "the Namespace flux-system is missing",
    ]);
    expect(await problemsOf({ "flux/a.yaml": fluxRelease([namespace ?? {}]) })).toEqual([
      "the CustomResourceDefinition gitrepositories.source.toolkit.fluxcd.io is missing",
      "the CustomResourceDefinition kustomizations.kustomize.toolkit.fluxcd.io is missing",
      "the Deployment source-controller is missing",
      "the Deployment kustomize-controller is missing",
    ]);
    expect(await problemsOf({ "other.yaml": "a: 1\n" })).toEqual([
      "there is no such file, and no folder of that name that holds .yaml, .yml or .json",
    ]);
  });

  it("need no kinds of their own where flux-operator makes them of a FluxInstance", async () => {
    const [namespace] = fluxObjects();
    const instance = { apiVersion: "fluxcd.controlplane.io/v1", kind: "FluxInstance", metadata: { name: "flux" } };
    const found = await read({
      "flux/a.yaml": fluxRelease([namespace ?? {}, instance, controller("flux-operator", "v1")]),
    });
    expect(found.instance?.metadata.name).toBe("flux");
    expect(found.others.map(({ metadata }) => metadata.name)).toEqual(["flux-operator"]);
  });

  it("are checked with the environment that names them", async () => {
    const spec =
      "  clusters: [{ name: main, mode: autopilot }]\n  sync: { agent: flux, flux: { manifests: flux/a.yaml } }\n";
    expect(await fleetIssuesIn({ dev: `spec:\n${spec}` })).toContainEqual(
      expect.stringMatching(
        /^dev\/environment\.yaml:5:43 spec\.sync\.flux\.manifests: flux cannot be installed from flux\/a\.yaml/i,
      ),
    );
  });
});

describe("Flux that keeps teams apart", () => {
  const argumentsOf = (manifest: FluxManifest) => listAt(manifest, "spec", "template", "spec", "containers", 0, "args");
  const locked = (name: string, args?: readonly string[]) => {
    const deployment = controller(name, "v1.9.6");
    const container = listAt(deployment, "spec", "template", "spec", "containers")[0] as { args: readonly string[] };
    if (args !== undefined) container.args = args;
    return argumentsOf(lockedDown(deployment as FluxManifest));
  };

  it("has the arguments that each of its controllers knows, once, in place of what stood there", () => {
    expect(locked("kustomize-controller")).toEqual([
      "--watch-all-namespaces=true",
      "--log-level=info",
      "--no-cross-namespace-refs=true",
      "--no-remote-bases=true",
      "--default-service-account=default",
    ]);
    expect(locked("helm-controller", ["--no-cross-namespace-refs=false", "--default-service-account=team"])).toEqual([
      "--no-cross-namespace-refs=true",
      "--default-service-account=default",
    ]);
    expect(locked("notification-controller", [])).toEqual(["--no-cross-namespace-refs=true"]);
    expect(locked("source-controller", ["--a"])).toEqual(["--a"]);
  });

  it("is asked for of flux-operator by its own field, beside what else it is asked for", () => {
    const instance = {
      apiVersion: "fluxcd.controlplane.io/v1",
      kind: "FluxInstance",
      metadata: { name: "flux" },
      spec: { cluster: { type: "gcp" }, distribution: { version: "2.9.x" } },
    };
    const { spec } = lockedDown(instance) as unknown as typeof instance;
    expect(spec).toEqual({ cluster: { type: "gcp", multitenant: true }, distribution: { version: "2.9.x" } });
    expect(textAt(lockedDown({ apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }), "kind")).toBe("Secret");
  });
});
