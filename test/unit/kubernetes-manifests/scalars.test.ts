import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readManifests } from "../../../src/kubernetes/manifests/index.ts";
import { jsonText, objectOf } from "../../../src/lib/index.ts";
import { fluxScalars, refusedScalars, scalarsRefusedByUs } from "../../fixtures/flux-scalars.ts";

const manifest = (written: string) => `apiVersion: x.io/v1\nkind: W\nmetadata:\n  name: w\nspec:\n  v: ${written}\n`;
const read = (written: string) => readManifests(manifest(written));
const jsonOf = (written: string) => jsonText(objectOf(read(written).objects[0]?.object["spec"])["v"]);

describe("a scalar of a manifest", () => {
  it.each(fluxScalars)("%j is what Flux makes of it", (written, json) => {
    // A reader rounds numbers beyond 64 bits; the digits are sent as they are.
    expect(JSON.parse(jsonOf(written))).toEqual(JSON.parse(json));
  });

  it.each(refusedScalars)("%j is refused, as by Flux", (written) => {
    const { objects, problems } = read(written);
    expect(objects).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(6);
  });

  it.each(scalarsRefusedByUs)("%j is refused, where Flux makes %s of it without a word", (written) => {
    expect(read(written)).toEqual({
      objects: [],
      problems: [
        { line: 6, column: expect.any(Number), problem: expect.stringMatching(/64-bit float|no bytes|JSON has/) },
      ],
    });
  });

  it("that is an integer keeps every digit on its way to the server", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        expect(jsonOf(String(value))).toBe(String(value));
      }),
    );
  });

  it("that JSON does not have is refused with its place, and the documents around it are read", () => {
    const other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n";
    const { objects, problems } = readManifests(`${other}---\n${manifest("[1, .inf]")}`);
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(["other"]);
    expect(problems).toEqual([{ line: 10, column: 10, problem: ".inf is a number that JSON does not have" }]);
  });

  it("that is a half of a character is refused", () => {
    expect(read('"\\uD800"').problems[0]?.problem).toContain("half of a character");
    expect(jsonOf('"\\ud83d\\ude00"')).toBe('"😀"');
  });
});

describe("an annotation", () => {
  it("is the text that is written, as with Flux, taken over from another map too", () => {
    const { objects } = readManifests(
      "apiVersion: v1\nkind: W\nmetadata:\n  name: w\n  annotations: {<<: &x {n: 0123, t: true}, n: 1_0, z: ~, d: 2024-01-01, e: , b: !!binary aGk=, i: .inf}\nspec: *x\n",
    );
    expect(objects[0]?.object).toMatchObject({
      metadata: { annotations: { n: "1_0", t: "true", z: "~", d: "2024-01-01", e: "", b: "aGk=", i: ".inf" } },
      spec: { n: 83, t: true },
    });
  });
});

describe("a key of a map", () => {
  it("is the text that is written, where Flux refuses what is no text", () => {
    expect(read("{1.10: a, yes: b, 0x1: c, ~: d, 2024-01-01: e, true: f}").objects[0]?.object["spec"]).toEqual({
      v: { "1.10": "a", yes: "b", "0x1": "c", "~": "d", "2024-01-01": "e", true: "f" },
    });
    expect(read("{1: a, '1': b}").problems[0]?.problem).toContain("stands twice");
  });
});

describe("what is no object of a cluster", () => {
  const object = (apiVersion: string, kind: string, mark = "") =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: x\n  annotations: {a: b${mark}}\n`;
  const named = (text: string) => readManifests(text).objects.map(({ object: { kind } }) => kind);

  it("is left out: configuration of tools, and kustomizations under other names", () => {
    expect(named(object("v1", "A", ", config.kubernetes.io/local-config: 'true'"))).toEqual([]);
    expect(named(object("v1", "A", ", config.kubernetes.io/local-config: true"))).toEqual([]);
    expect(named(object("v1", "A", ", config.kubernetes.io/local-config: 'false'"))).toEqual(["A"]);
    expect(named(object("kustomize.config.k8s.io/v1beta1", "Kustomization"))).toEqual([]);
    expect(named(object("kustomize.toolkit.fluxcd.io/v1", "Kustomization"))).toEqual(["Kustomization"]);
    expect(named(object("kustomize.config.k8s.io/v1alpha1", "Component"))).toEqual(["Component"]);
  });

  it("is not asked for variables that it has no value for", () => {
    const text = `${object("v1", "A", ", config.kubernetes.io/local-config: 'true'")}v: \${gone}\n`;
    const substitute = () => {
      throw new Error("no value");
    };
    expect(readManifests(text, substitute)).toEqual({ objects: [], problems: [] });
  });
});
