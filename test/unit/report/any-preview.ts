import * as fc from "fast-check";
import {
  type AffectedEnvironment,
  type ChangePreview,
  digestOf,
  digestOfPreviews,
  type EnvironmentPreview,
  type LayerPreview,
  layersInOrder,
} from "../../../src/change/index.ts";

const commit = "a".repeat(40);
const at = fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:05.000Z");
const layer = fc.constantFrom(...layersInOrder);
/** Also what JSON and Markdown have to escape. */
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("__proto__", "\u2028", "\ud800", "`|<b>", "1"));

const steps = fc.array(
  fc.record({
    urn: text.map((name) => `urn:pulumi:dev::groundwork::gcp:compute/network:Network::${name}`),
    op: fc.constantFrom("create" as const, "update" as const, "replace" as const, "delete" as const),
    paths: fc.dictionary(text, text, { maxKeys: 3 }),
  }),
  { maxLength: 3 },
);

const counts = fc.record({
  create: fc.nat(3),
  update: fc.nat(3),
  replace: fc.nat(3),
  delete: fc.nat(3),
  same: fc.nat(3),
});

const problem = fc.record({
  code: text,
  kind: fc.constantFrom("invalid" as const, "refused" as const, "failed" as const, "unknown" as const),
  message: text,
  details: fc.array(text, { maxLength: 2 }),
});

const anyLayer: fc.Arbitrary<LayerPreview> = fc.oneof(
  fc
    .record({ layer, at, kind: fc.constantFrom("planned" as const, "unchanged" as const), steps, counts })
    .map((plan) => ({ ...plan, planDigest: digestOf(plan.steps) })),
  fc.record({ layer, at, kind: fc.constantFrom("failed" as const, "unknown" as const), problem }),
  fc.record({ layer, at, kind: fc.constant("not-handled" as const) }),
);

const affected: fc.Arbitrary<AffectedEnvironment> = fc.record({
  name: fc.stringMatching(/^[a-z]{1,4}$/),
  folder: fc.constantFrom("added" as const, "changed" as const, "removed" as const, "unchanged" as const),
  reasons: fc.array(fc.record({ kind: fc.constant("own-file" as const), layer, path: text }), { maxLength: 2 }),
  layers: fc.uniqueArray(layer, { minLength: 1 }),
});

const environment: fc.Arbitrary<EnvironmentPreview> = affected.chain((each) =>
  fc.record({
    affected: fc.constant(each),
    layers:
      each.folder === "removed"
        ? fc.constant([])
        : fc.uniqueArray(anyLayer, { minLength: 1, selector: (of) => of.layer }),
  }),
);

/** The preview of a change, as one process gives it. */
export function previewOf(
  environments: readonly EnvironmentPreview[],
  facts: Partial<ChangePreview> = {},
): ChangePreview {
  const sorted = environments.toSorted((a, b) => (a.affected.name < b.affected.name ? -1 : 1));
  const planDigest = digestOfPreviews(sorted);
  return {
    commit,
    affected: {
      range: { base: "b".repeat(40), head: commit },
      environments: sorted.map((each) => each.affected),
      total: 10,
      changedFiles: 2,
    },
    environments: sorted,
    ...(planDigest && { planDigest }),
    states: [{ location: "/state", stacks: 2 }],
    uncommitted: { paths: [] },
    local: true,
    milliseconds: 1200,
    ...facts,
  };
}

export const anyPreview: fc.Arbitrary<ChangePreview> = fc
  .record({
    environments: fc.uniqueArray(environment, { maxLength: 6, selector: (each) => each.affected.name }),
    target: fc.option(
      fc.record({ name: text, commit: fc.constant("e".repeat(40)), behind: fc.nat(3), merged: fc.boolean() }),
    ),
    local: fc.boolean(),
    paths: fc.uniqueArray(text, { maxLength: 3 }),
  })
  .map(({ environments, target, local, paths }) =>
    previewOf(environments, { local, uncommitted: { paths: paths.toSorted() }, ...(target && { target }) }),
  );

/** The previews of its parts: that of the environment at `index` is in part `partOf(index)`. */
export function previewPartsOf(
  whole: ChangePreview,
  partOf: (index: number) => number,
  count = 1 + Math.max(0, ...whole.environments.map((_, index) => partOf(index))),
): readonly ChangePreview[] {
  const { commit: of, target, states, uncommitted, local, milliseconds } = whole;
  const facts = { commit: of, ...(target && { target }), states, uncommitted, local, milliseconds };
  return Array.from({ length: count }, (_, part) => {
    const environments = whole.environments.filter((each) => partOf(whole.environments.indexOf(each)) === part);
    const affectedOfPart = { ...whole.affected, environments: environments.map((each) => each.affected) };
    return previewOf(environments, { ...facts, affected: affectedOfPart });
  });
}
