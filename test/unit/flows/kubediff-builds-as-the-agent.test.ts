import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { declaredObjects } from "../../../src/flows/kubediff/declared-objects.ts";
import { settingsOf } from "../../../src/flows/kubediff/kustomization-settings.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import type { ManifestBuilder } from "../../../src/manifests/index.ts";

const configMap = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${more}`;
const none = { get: async () => await Promise.resolve(undefined) };
const name = { namespace: "flux-system", name: "apps" };
const kustomization = (spec: object) => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: name,
  spec,
});

/** What is built of `apps` for a `Kustomization`, and the kustomization and the files that kustomize is given for it. */
async function built(files: Readonly<Record<string, string>>, spec: object) {
  const given: { folder: string; kustomization: unknown; files: readonly string[] }[] = [];
  const manifests: ManifestBuilder = {
    build: async (all, folder) => {
      const text = Buffer.from(all.get(`${folder}/kustomization.yaml`) ?? []).toString("utf8");
      given.push({ folder, kustomization: parse(text), files: [...all.keys()].toSorted() });
      return await Promise.resolve({ kind: "built", text: configMap("built") });
    },
  };
  const settings = await settingsOf(name, kustomization(spec), none);
  const { targetNamespace } = settings.decoration;
  const ports = { manifests, signal: new AbortController().signal };
  const { objects, problems } = await declaredObjects(memoryTree(files), "apps", ports, {
    ...settings,
    ...(targetNamespace !== undefined && { targetNamespace }),
  });
  const names = objects.map(({ object }) => object.metadata.name);
  return { given, names, problems: [...settings.problems, ...problems] };
}

describe("a folder that a cluster is compared with", () => {
  it("is built with what its Kustomization changes by kustomize's own fields", async () => {
    const patches = [{ patch: "- op: remove\n  path: /data\n" }];
    const { given, names, problems } = await built(
      {
        "apps/a.yaml": configMap("a"),
        "apps/sub/b.yaml": configMap("b"),
        "more/kustomization.yaml": "kind: Component\n",
      },
      { namePrefix: "x-", patches, images: [{ name: "web", newTag: "1.10" }], components: ["../more"] },
    );
    expect(given).toEqual([
      {
        folder: "apps",
        kustomization: {
          resources: ["./a.yaml", "./sub/b.yaml"],
          namePrefix: "x-",
          patches,
          images: [{ name: "web", newTag: "1.10" }],
          components: ["../more"],
        },
        files: ["apps/a.yaml", "apps/kustomization.yaml", "apps/sub/b.yaml", "more/kustomization.yaml"],
      },
    ]);
    expect([names, problems]).toEqual([["built"], []]);
  });

  it("keeps what its own kustomization says beside", async () => {
    const { given } = await built(
      { "apps/kustomization.yaml": "resources: [a.yaml]\nnameSuffix: -z\n", "apps/a.yaml": configMap("a") },
      { namePrefix: "x-" },
    );
    expect(given.map(({ kustomization: made }) => made)).toEqual([
      { resources: ["a.yaml"], nameSuffix: "-z", namePrefix: "x-" },
    ]);
  });

  it("is not compared in part where the overlay cannot be made, and says why", async () => {
    const { names, problems } = await built(
      { "apps/a.yaml": configMap("a") },
      { components: ["https://example.com/c"] },
    );
    expect(names).toEqual([]);
    expect(problems).toEqual([
      { origin: "apps/kustomization.yaml", problem: expect.stringContaining("must be local and relative") as string },
    ]);
    const { problems: unknown } = await built(
      { "apps/a.yaml": configMap("a") },
      { patches: [{ patch: "a", options: {} }] },
    );
    expect(unknown).toEqual([
      { origin: "Kustomization flux-system/apps", problem: "spec.patches[0].options is not known here" },
    ]);
  });

  it("has an object in neither of two meanings, as the agent applies neither, and once where both say the same", async () => {
    const two = {
      "apps/a.yaml": configMap("a", "data: {x: '1'}\n"),
      "apps/b.yaml": configMap("a", "data: {x: '2'}\n"),
    };
    const { names, problems } = await built({ ...two, "apps/c.yaml": configMap("c") }, {});
    expect(names).toEqual(["c"]);
    expect(problems.map(({ origin, problem }) => `${origin} ${problem}`)).toEqual([
      "apps/a.yaml:1 ConfigMap a is also in apps/b.yaml:1; keep one",
      "apps/b.yaml:1 ConfigMap a is also in apps/a.yaml:1; keep one",
    ]);
    const same = await built({ "apps/a.yaml": configMap("a"), "apps/b.yaml": configMap("a") }, {});
    expect(same.names).toEqual(["a"]);
  });

  it("has two objects of one name where both come into one namespace", async () => {
    const inTwo = {
      "apps/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: one}\n",
      "apps/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: two}\n",
    };
    expect((await built(inTwo, {})).names).toEqual(["a", "a"]);
    expect((await built(inTwo, { targetNamespace: "shop" })).names).toEqual([]);
  });

  it("has no Secret that is made of encrypted files, whose name and content the agent alone knows, and says so", async () => {
    const file = Buffer.from("A=ENC[AES256_GCM,data:x]\nsops_mac=ENC[AES256_GCM,data:y]\n").toString("base64");
    const made = (data: object) => JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data });
    for (const data of [{ "db.env": file }, { A: "RU5D", sops_mac: "RU5D" }]) {
      const { names, problems } = await built({ "apps/a.yaml": configMap("a"), "apps/b.yaml": made(data) }, {});
      expect(names).toEqual(["a"]);
      expect(problems).toEqual([
        {
          origin: "apps/b.yaml:1",
          problem: expect.stringContaining("Secret s is made of files that are encrypted with SOPS") as string,
        },
      ]);
    }
  });

  it("has no object that is encrypted as a whole, and says that nothing of it is known", async () => {
    const text = "ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]";
    const sealed = { apiVersion: text, kind: text, metadata: { name: text }, sops: { mac: text } };
    const files = { "apps/a.yaml": configMap("a"), "apps/b.yaml": JSON.stringify(sealed) };
    const { names, problems } = await built(files, {});
    expect(names).toEqual(["a"]);
    expect(problems).toEqual([
      {
        origin: "apps/b.yaml:1",
        problem:
          "An object is encrypted with SOPS as a whole, which the sync agent alone decrypts: neither its name nor its content is known here",
      },
    ]);
  });

  it("has its variables left alone where its Kustomization has none, not even with a default", async () => {
    const settings = await settingsOf(name, kustomization({ postBuild: {} }), none);
    expect(settings).not.toHaveProperty("substitute");
    expect(await settingsOf(name, kustomization({ postBuild: { substitute: { a: "1" } } }), none)).toHaveProperty(
      "substitute",
    );
  });
});
