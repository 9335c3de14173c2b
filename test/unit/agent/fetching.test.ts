import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { descends } from "../../../src/agent/fetch/history.ts";
import { publicUrl } from "../../../src/agent/fetch/index.ts";
import { findReference } from "../../../src/agent/fetch/reference.ts";
import { gitRepositoryOf, isInvalid } from "../../../src/agent/flux/index.ts";

describe("a wanted reference", () => {
  const listed = [
    { ref: "HEAD", oid: "a" },
    { ref: "refs/heads/main", oid: "a" },
    { ref: "refs/heads/dev", oid: "b" },
    { ref: "refs/tags/v1", oid: "t", peeled: "c" },
  ];

  it.each([
    [{ branch: "dev" }, { ref: "refs/heads/dev", label: "dev", commit: "b" }],
    [
      { tag: "v1", branch: "dev" },
      { ref: "refs/tags/v1", label: "v1", commit: "c", tag: "t" },
    ],
    [{ name: "refs/heads/main" }, { ref: "refs/heads/main", label: "refs/heads/main", commit: "a" }],
    [
      { commit: "x", branch: "dev" },
      { ref: "refs/heads/dev", label: "dev", commit: "x" },
    ],
    [{ commit: "x" }, { ref: "HEAD", label: "", commit: "x" }],
  ])("%j is found", (wanted, found) => {
    expect(findReference(listed, wanted, "u")).toEqual(found);
  });

  it("that is missing is named beside those that exist; master is the branch when none is named", () => {
    expect(() => findReference(listed, {}, "u")).toThrow('u has no branch "master" (branches: main, dev)');
    expect(() => findReference([], { branch: "main" }, "u")).toThrow("empty repository");
    expect(() => findReference(listed, { tag: "v9" }, "u")).toThrow('u has no tag "v9" (tags: v1)');
  });
});

describe("a wanted range of versions", () => {
  const listed = [
    { ref: "HEAD", oid: "a" },
    { ref: "refs/heads/main", oid: "a" },
    { ref: "refs/heads/v9.0.0", oid: "a" },
    { ref: "refs/tags/v1.9.0", oid: "b" },
    { ref: "refs/tags/v1.10.0", oid: "t", peeled: "c" },
    { ref: "refs/tags/v2.0.0-rc.1", oid: "d" },
    { ref: "refs/tags/latest", oid: "e" },
  ];
  /** What the agent takes of `spec.ref`. */
  const referenceOf = (ref: object) => {
    const repository = gitRepositoryOf({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "dev", namespace: "flux-system" },
      spec: { url: "https://git.example.com/infra.git", interval: "1m0s", ref },
    });
    if (isInvalid(repository)) throw new Error(`${repository.reason}: ${repository.problems.join("; ")}`);
    return repository.reference;
  };
  const semver = ">=1.0.0";

  it.each([
    [{ semver }, { ref: "refs/tags/v1.10.0", label: "v1.10.0", commit: "c", tag: "t" }],
    [
      { semver: "1.9.x", tag: "latest", branch: "main" },
      { ref: "refs/tags/v1.9.0", label: "v1.9.0", commit: "b" },
    ],
    [
      { semver, name: "refs/heads/main" },
      { ref: "refs/heads/main", label: "refs/heads/main", commit: "a" },
    ],
    [
      { semver, commit: "x", branch: "main" },
      { ref: "refs/heads/main", label: "main", commit: "x" },
    ],
    [
      { tag: "latest", branch: "main" },
      { ref: "refs/tags/latest", label: "latest", commit: "e" },
    ],
  ])("stands between names and tags, as Flux chooses: %j", (ref, found) => {
    expect(findReference(listed, referenceOf(ref), "u")).toEqual(found);
  });

  it("without a tag in it is named beside tags that exist, and never falls back to another reference", () => {
    expect(() => findReference(listed, referenceOf({ semver: ">=2.0.0", tag: "latest", branch: "main" }), "u")).toThrow(
      'u has no tag with a version in ">=2.0.0" (tags: latest, v2.0.0-rc.1, v1.10.0, v1.9.0). Correct spec.ref, or push what it names.',
    );
  });

  it("that is not understood as Flux understands it is no valid spec", () => {
    expect(() => referenceOf({ semver: ">=1.0" })).toThrow(
      'InvalidSpec: spec.ref.semver: ">=1.0" is not understood alike by Flux and by Groundwork\'s agent; write comparators',
    );
  });
});

describe("history", () => {
  /** Commit n has parents among the commits before it. */
  const history = fc.array(fc.array(fc.nat({ max: 100 }), { maxLength: 2 }), { minLength: 1, maxLength: 30 });

  it("is descended from exactly by what can be reached", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.nat(), async (choices, a, b) => {
        const parents = choices.map((some, index) => (index === 0 ? [] : some.map((one) => one % index)));
        const [from, to] = [a % parents.length, b % parents.length];
        const reach = (one: number): Set<number> =>
          new Set([one, ...(parents[one] ?? []).flatMap((next) => [...reach(next)])]);
        const answer = await descends(String(from), String(to), async (oid) =>
          Promise.resolve((parents[Number(oid)] ?? []).map(String)),
        );
        expect(answer).toBe(reach(from).has(to));
      }),
      { numRuns: 50 },
    );
  });

  it("ends where it was cut off", async () => {
    const there: Record<string, string[]> = { c: ["b"], b: ["a"] };
    expect(await descends("c", "z", async (oid) => Promise.resolve(there[oid]))).toBe(false);
  });
});

it("an address is shown without its credentials", () => {
  expect(publicUrl("https://user:pass@example.com/a.git")).toBe("https://example.com/a.git");
});
