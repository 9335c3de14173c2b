import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { manifestLimits, readManifests, removalText, removedKinds } from "../../../src/kubernetes/manifests/index.ts";

const named = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
const namesIn = (text: string) => readManifests(text).objects.map(({ object }) => object.metadata.name);
const mebibyte = 1024 * 1024;

describe("an object that cannot be synced", () => {
  const wrong = [
    ["apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: once-}\n", "Job has generateName"],
    ["apiVersion: v1\nkind: Pod\nmetadata: {}\n", "Pod has no metadata.name"],
    ["apiVersion: v1\nmetadata: {name: x}\n", "kind is missing"],
    ["kind: Pod\nmetadata: {name: x}\n", "apiVersion is missing"],
    ["- a list\n", "is not a Kubernetes object"],
    ["just text\n", "is not a Kubernetes object"],
  ] as const;

  it("is reported with its place and takes nothing from what stands around it, wherever it stands", () => {
    const documents = fc.array(fc.oneof(fc.constantFrom(...wrong), fc.constant(undefined)), { maxLength: 8 });
    fc.assert(
      fc.property(documents, (chosen) => {
        const texts = chosen.map((each, index) => each?.[0] ?? named(`good-${index}`));
        const { objects, problems } = readManifests(texts.join("---\n"));
        const good = chosen.flatMap((each, index) => (each === undefined ? [`good-${index}`] : []));
        expect(objects.map(({ object }) => object.metadata.name)).toEqual(good);
        const said = chosen.flatMap((each) => (each === undefined ? [] : [each[1]]));
        expect(problems.map(({ problem }, index) => problem.includes(said[index] ?? "?"))).toEqual(
          said.map(() => true),
        );
        const before = (count: number) => texts.slice(0, count).join("---\n").split("\n").length;
        const lines = chosen.flatMap((each, index) =>
          each === undefined ? [] : [before(index) + (index > 0 ? 1 : 0)],
        );
        expect(problems.map(({ line }) => line)).toEqual(lines);
      }),
    );
  });

  it("in a list takes nothing from the other items", () => {
    const items = `- {apiVersion: v1, kind: Pod, metadata: {generateName: a-}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n`;
    const { objects, problems } = readManifests(`apiVersion: v1\nkind: List\nitems:\n${items}`);
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(["b"]);
    expect(problems).toHaveLength(1);
  });
});

describe("a file that is no YAML", () => {
  it.each([
    ["an unclosed map", "a: {\nb: [\n}}\n c: ]\n - x: {", 1],
    ["a page", "<!DOCTYPE html>\n<html>\n<body class='x'>: {{ y }}\n%%%\n\t- @\n", 2],
    ["a script", '#!/bin/sh\nset -e\nif [ -f x ]; then\n  echo "a: b\n}\n@@: {\n', 2],
    ["a template", "{{- if .Values.on }}\napiVersion: v1\n{{- end }}\n: {{ x }}: {{ y }}\n", 1],
    ["tabs", "a:\n\t- b\n\t- c\n\td: e\n", 2],
    ["a broken second document", `${named("a")}---\nkind: {\n`, 6],
    ["a key that stands twice", "a: 1\nb: 2\na: 3\n", 3],
  ])("has one problem with its place: %s", (_, text, line) => {
    const { objects, problems } = readManifests(text);
    expect(objects).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(line - 1);
    expect(problems[0]?.column).toBeGreaterThanOrEqual(1);
  });

  it("has at most one problem, whatever it holds, and never throws", () => {
    const bits = fc.constantFrom(
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "{",
      "}",
      "[",
      "]",
      "&x ",
      "*x",
      "---\n",
      "!!t ",
      "|\n",
      "'",
      '"',
      "<<: ",
      "#",
      "?",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        const { objects, problems } = readManifests(text);
        expect(objects).toEqual([]);
        expect(problems.length).toBeLessThanOrEqual(text.split("---\n").length);
      }),
    );
  });
});

describe("a document that would take too much memory", () => {
  const problemOf = (text: string) => readManifests(text).problems[0]?.problem;

  it.each([
    ["lists", (depth: number) => "[".repeat(depth)],
    ["closed lists", (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`],
    ["maps", (depth: number) => "{a: ".repeat(depth)],
    ["lines of sequences", (depth: number) => `${"- ".repeat(depth)}x`],
    ["maps in keys", (depth: number) => "? ".repeat(depth)],
  ])("is refused by its depth: %s", (_, text) => {
    for (const depth of [manifestLimits.depth + 1, 20_000])
      expect(problemOf(text(depth))).toContain(`nested deeper than ${manifestLimits.depth}`);
  });

  it("is read up to the greatest depth", () => {
    const depth = manifestLimits.depth - 1;
    expect(readManifests(`${named("a")}x: ${"[".repeat(depth)}1${"]".repeat(depth)}\n`).problems).toEqual([]);
  });

  it("is refused by its size, with the size and the limit, and the documents around it do not add to it", () => {
    const large = `${named("large")}data:\n  x: ${"y".repeat(manifestLimits.document)}\n`;
    expect(problemOf(large)).toContain("has 3.0 MiB in one document; at most 3.0 MiB");
    const half = `${named("half")}data:\n  x: ${"y".repeat(1.6 * mebibyte)}\n`;
    expect(namesIn(`${half}---\n${half}---\n${half}`)).toEqual(["half", "half", "half"]);
  });

  it("is refused by what its aliases stand for", () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]\n`,
    );
    expect(problemOf(`l0: &l0 [x,x,x,x,x,x,x,x,x]\n${levels.join("")}`)).toContain("with its aliases replaced");
    const merged = `base: &base {${Array.from({ length: 2000 }, (_, key) => `key${key}: v`).join(", ")}}\nall:\n`;
    expect(problemOf(merged + "- <<: *base\n".repeat(3000))).toContain("with its aliases replaced");
    expect(problemOf(`a: &a x\nb: [${"*a,".repeat(manifestLimits.aliases + 1)}]\n`)).toContain(
      "more than 10000 aliases",
    );
    expect(problemOf("a: &a [*a]\n")).toContain("stands for a part that it is in");
  });

  it("keeps aliases and merge keys that are sensible", () => {
    const text = `${named("a")}x: &x {k: 1}\ny: *x\nz: {<<: *x, l: 2}\n${Array.from({ length: 300 }, (_, n) => `n${n}: *x\n`).join("")}`;
    expect(readManifests(text).objects[0]?.object).toMatchObject({ y: { k: 1 }, z: { k: 1, l: 2 }, n299: { k: 1 } });
  });
});

describe("a version that Kubernetes removed", () => {
  it.each(removedKinds)("%s %s names the version or the means that replaces it", (apiVersion, kind, removed) => {
    const text = removalText(apiVersion, kind) ?? "";
    expect(text).toContain(`Kubernetes ${removed.since} removed it`);
    expect(text).toContain(
      removed.replacement === undefined
        ? `its work is done by ${removed.instead}`
        : `apiVersion: ${removed.replacement}`,
    );
    expect(text).not.toContain("undefined");
  });

  it("is never one that is served, and each replacement is", () => {
    const versions = removedKinds.flatMap(([, , { replacement }]) => replacement ?? []);
    expect(versions.filter((version) => !/\/v\d$/.test(version))).toEqual([]);
    expect(removalText("policy/v1", "PodDisruptionBudget")).toBeUndefined();
    expect(removalText("example.com/v1beta1", "Ingress")).toBeUndefined();
  });
});
