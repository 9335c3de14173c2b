import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildSource, InFlight } from "../../../src/agent/build/index.ts";
import { kustomizeProblem } from "../../../src/kubernetes/kustomize/index.ts";
import { manifestLimits } from "../../../src/kubernetes/manifests/index.ts";

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

function build(files: Readonly<Record<string, string>>, more: { readonly targetNamespace?: string } = {}) {
  const tree = {
    files: async (folder: string) =>
      Object.keys(files).flatMap((path) => (path.startsWith(folder) ? [{ path, id: path }] : [])),
    read: async ({ path }: { readonly path: string }) => Buffer.from(files[path] ?? ""),
  };
  const kustomize = { searchPath: "", scratch: "", timeout: 1000 };
  const inFlight = new InFlight(manifestLimits.build);
  return buildSource({ tree, revision: "main", path: "apps", kustomize, inFlight, ...more });
}

describe("what is not understood", () => {
  const textOf = async (files: Readonly<Record<string, string>>) => {
    const { problems } = await build(files);
    expect(problems).not.toEqual([]);
    return problems[0]?.verbatim;
  };

  it("comes with its text, in which the names of what it declares stand", async () => {
    const broken = `${configMap("a")}data: [\n`;
    expect(await textOf({ "apps/a.yaml": broken })).toBe(broken);
    const folder = { "apps/kustomization.yaml": "resources: [a.yaml, ../base]\n", "apps/a.yaml": configMap("a") };
    const all = await textOf({
      ...folder,
      "base/kustomization.yaml": "resources: [b.yaml]\n",
      "base/b.yaml": configMap("b"),
    });
    expect(all).toContain(configMap("a"));
    expect(all).toContain(configMap("b"));
    const twice = { "apps/a.yaml": configMap("a"), "apps/b.yaml": `${configMap("a")}data: {x: "1"}\n` };
    expect(await textOf(twice)).toContain("v1  a");
  });

  it.each([
    ["is no object of Kubernetes", { "apps/a.yaml": "{ not: closed" }],
    ["has variables", { "apps/a.yaml": `${configMap("${x}")}data: [\n` }],
    ["is a template", { "apps/a.yaml": `${configMap("{{ .Release.Name }}")}data: [\n` }],
    ["escapes characters", { "apps/a.yaml": `${configMap('"\\x61"')}data: [\n` }],
    ["holds binary values", { "apps/a.yaml": `${configMap("!!binary YQ==")}data: [\n` }],
    [
      "makes names with kustomize",
      { "apps/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: x-\n", "apps/a.yaml": configMap("a") },
    ],
    ["generates objects", { "apps/kustomization.yaml": "configMapGenerator: [{name: a}]\n" }],
    ["takes in what is elsewhere", { "apps/kustomization.yaml": "resources: [https://example.com/a.yaml]\n" }],
  ])("comes without a text where it %s", async (_, files: Readonly<Record<string, string>>) => {
    expect(await textOf(files)).toBeUndefined();
  });
});

describe("an object that is in two files", () => {
  const two = {
    "apps/b.yaml": `${configMap("a")}data: {x: "1"}\n`,
    "apps/a.yaml": `${configMap("a")}data: {x: "2"}\n`,
  };

  it("is not applied in either of its meanings, whichever file comes first, and both places are named", async () => {
    const { objects, problems } = await build({ ...two, "apps/c.yaml": configMap("c") });
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(["c"]);
    expect(problems.map(({ origin, problem }) => `${origin} ${problem}`).toSorted()).toEqual([
      "apps/a.yaml:1 ConfigMap a is also in apps/b.yaml:1; keep one",
      "apps/b.yaml:1 ConfigMap a is also in apps/a.yaml:1; keep one",
    ]);
  });

  it("is applied where both say the same, and reported", async () => {
    const { objects, problems } = await build({ "apps/a.yaml": configMap("a"), "apps/b.yaml": configMap("a") });
    expect(objects).toHaveLength(1);
    expect(problems.map(({ origin }) => origin)).toEqual(["apps/b.yaml:1"]);
  });

  it("is one object too where the target namespace makes it one", async () => {
    const inNamespace = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ${name}}\n`;
    const files = { "apps/a.yaml": inNamespace("one"), "apps/b.yaml": inNamespace("two") };
    expect((await build(files)).objects).toHaveLength(2);
    const { objects, problems } = await build(files, { targetNamespace: "shop" });
    expect(objects).toEqual([]);
    expect(problems).toHaveLength(2);
  });
});

describe("a folder without a kustomization", () => {
  it("has no manifests in JSON, as with Flux", async () => {
    const { objects, problems } = await build({ "apps/a.json": "{", "apps/b.yml": configMap("b") });
    expect([objects.length, problems]).toEqual([1, []]);
  });
});

describe("a file that is larger than is read", () => {
  it("is reported with its name, its size and the limit, and everything else is built", async () => {
    const big = `${configMap("big")}data:\n${"  k: v\n".repeat(3_000_000)}`;
    const { objects, problems } = await build({
      "apps/a.yaml": configMap("a"),
      "apps/big.yaml": big,
      "apps/c.yaml": configMap("c"),
    });
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(["a", "c"]);
    expect(problems).toEqual([
      {
        origin: "apps/big.yaml",
        problem: expect.stringMatching(/^has 20\.0 MiB; at most 16\.0 MiB of one file are read/),
      },
    ]);
  });

  it("is also one that makes the whole build too large", async () => {
    const comment = `---\n#${"x".repeat(2 * 1024 * 1024)}\n`.repeat(6);
    const files = ["a", "b", "c", "d"].map((name) => [`apps/${name}.yaml`, configMap(name) + comment]);
    const { objects, problems } = await build(Object.fromEntries(files) as Record<string, string>);
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(["a", "b"]);
    expect(problems.map(({ origin }) => origin)).toEqual(["apps/c.yaml", "apps/d.yaml"]);
    expect(problems[0]?.problem).toContain("at most 32.0 MiB of one Kustomization are read");
  });
});

describe("what is worked on at once", () => {
  it("never has more bytes than the bound, unless one piece of work alone does, and all of it is done", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 30 }), async (sizes) => {
        const inFlight = new InFlight(10);
        const done: number[] = [];
        const work = sizes.map((size, index) =>
          inFlight.within(size, async () => {
            expect(inFlight.bytes).toBeLessThanOrEqual(Math.max(10, size));
            await Promise.resolve();
            done.push(index);
          }),
        );
        await Promise.all(work);
        expect(done.toSorted((a, b) => a - b)).toEqual(sizes.map((_, index) => index));
        expect(inFlight.bytes).toBe(0);
      }),
    );
  });

  it("goes on after work that failed", async () => {
    const inFlight = new InFlight(1);
    const failing = inFlight.within(1, () => Promise.reject(new Error("no")));
    const next = inFlight.within(1, () => "yes");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });
});

describe("what kustomize says was wrong", () => {
  const said = "accumulating resources from 'gone.yaml': lstat /apps/gone.yaml: no such file";
  const number = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, "0"));
  const header = fc
    .tuple(fc.constantFrom("E", "F"), number, number, fc.integer({ min: 100_000, max: 999_999 }), fc.nat(4_000_000))
    .map(
      ([level, first, second, micro, pid]) =>
        `${level}11${first} ${first}:${second}:00.${micro} ${String(pid).padStart(7)} run.go:72] `,
    );
  const checkout = fc.stringMatching(/^\/tmp\/build-[A-Za-z0-9]{6}$/);
  const forms: readonly ((header: string, text: string) => string)[] = [
    (each, text) => `${each}"command failed" err=${JSON.stringify(text)}\n`,
    (each, text) => `${each}"command failed" err=<\n\t${text}\n >\n`,
    (_, text) => `Error: ${text}\n`,
    (_, text) => `error: ${text}\n`,
    (each, text) => `# Warning: 'bases' is deprecated. Please use 'resources' instead.\n${each}${text}\n`,
    (_, text) => `2026/11/28 03:36:38 ${text}\n`,
  ];

  it.each(forms.map((form, index) => [index + 1, form] as const))(
    "is the same in each pass, without times, process ids and folders of its own: form %i",
    (_, form) => {
      fc.assert(
        fc.property(header, checkout, (each, folder) => {
          const output = form(each, said.replace("/apps/", `${folder}/apps/`));
          expect(kustomizeProblem(output, [folder])).toBe(said.replace("/apps/", "apps/"));
        }),
      );
    },
  );

  it("has no temporary folders, local ports and waiting times of what it started", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(65_535), fc.nat(9_000), (id, port, wait) => {
        const output = `Error: git in /tmp/kustomize-${id}: read tcp 10.0.0.7:${port}->192.0.2.1:443: reset after ${wait} ms\n`;
        expect(kustomizeProblem(output, [])).toBe("git in (temporary folder): read tcp 192.0.2.1:443: reset");
      }),
    );
  });
});
