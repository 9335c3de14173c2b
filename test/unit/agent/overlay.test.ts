import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isInvalid, kustomizationOf, type Overlay } from "../../../src/agent/flux/index.ts";
import { kustomizationWith } from "../../../src/kubernetes/kustomization/index.ts";

const nothing: Overlay = { patches: [], images: [], components: [], ignoreMissingComponents: false };
const made = (written: string | undefined, overlay: Partial<Overlay>, folders: readonly string[] = []): unknown => {
  const base = written === undefined ? { resources: ["./a.yaml"] } : { file: "kustomization.yaml", text: written };
  return parse(kustomizationWith(base, { ...nothing, ...overlay }, (path) => folders.includes(path)));
};

describe("the kustomization that a Kustomization's fields make", () => {
  it("takes in the folder's files where there is none", () => {
    const patch = { patch: "- op: remove\n  path: /data\n", target: { kind: "ConfigMap" } };
    expect(made(undefined, { namePrefix: "a-", nameSuffix: "-b", patches: [patch], components: ["../c"] })).toEqual({
      resources: ["./a.yaml"],
      namePrefix: "a-",
      nameSuffix: "-b",
      patches: [patch],
      components: ["../c"],
    });
  });

  it("is the folder's own with the fields in it: a prefix instead of its own, patches after its own", () => {
    const own = "namePrefix: own-\nresources: [a.yaml]\npatches:\n- path: p.yaml\ncommonAnnotations: {mode: '0123'}\n";
    expect(made(own, { namePrefix: "flux-", patches: [{ patch: "x" }] })).toEqual({
      namePrefix: "flux-",
      resources: ["a.yaml"],
      patches: [{ path: "p.yaml" }, { patch: "x" }],
      commonAnnotations: { mode: "0123" },
    });
  });

  it("gives an image its new name and version, a tag instead of a digest, and keeps the rest of what the folder says", () => {
    const own =
      "resources: [a.yaml]\nimages:\n- {name: web, newName: own/web, digest: 'sha256:1'}\n- {name: db, newTag: '1'}\n";
    expect(
      made(own, {
        images: [
          { name: "web", newTag: "1.10" },
          { name: "cache", newName: "c" },
        ],
      }),
    ).toMatchObject({
      images: [
        { name: "web", newName: "own/web", newTag: "1.10" },
        { name: "db", newTag: "1" },
        { name: "cache", newName: "c" },
      ],
    });
  });

  it("leaves out components that are missing only where it may, and takes none from elsewhere", () => {
    const components = ["../here", "../gone"];
    expect(made(undefined, { components, ignoreMissingComponents: true }, ["../here"])).toMatchObject({
      components: ["../here"],
    });
    expect(made(undefined, { components }, ["../here"])).toMatchObject({ components });
    for (const outside of ["/etc", "https://example.com/x", "git::https://example.com/x", "github.com/a/b"])
      expect(() => made(undefined, { components: [outside] })).toThrow(/must be local and relative/);
  });

  it("is none where the folder's own is no map", () => {
    expect(() => made("- a\n", { namePrefix: "x-" })).toThrow(/kustomization.yaml is no map/);
    expect(() => made("{", { namePrefix: "x-" })).toThrow(/kustomization.yaml is no map/);
  });
});

describe("the spec of a Kustomization", () => {
  const read = (more: object) =>
    kustomizationOf({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "apps", namespace: "flux-system" },
      spec: { interval: "1m", sourceRef: { kind: "GitRepository", name: "apps" }, ...more },
    });

  it("changes nothing without such a field", () => {
    const kustomization = read({ namePrefix: "", patches: [] });
    expect(isInvalid(kustomization) ? kustomization : kustomization.overlay).toBeUndefined();
  });

  it("names every part of such a field that is wrong or not honored", () => {
    expect(read({ images: [{ newTag: 1 }], components: [1], patches: [{ target: { kind: "X" } }] })).toEqual({
      reason: "InvalidSpec",
      problems: [
        "spec.patches[0].patch is required",
        "spec.images[0].name is required",
        "spec.images[0].newTag has to be text",
        "spec.components has to be a list of text",
      ],
    });
    expect(read({ patches: [{ patch: "x", options: { allowNameChange: true } }] })).toEqual({
      reason: "UnsupportedField",
      problems: ["spec.patches[0].options"],
    });
  });
});
