import * as z from "zod";
import { type BindingPlan, layersInOrder, type ShownStep } from "../../change/index.ts";

const steps = z.array(z.object({ urn: z.string(), op: z.string(), paths: z.record(z.string(), z.string()) }));

const manifestFiles = z.object({ folder: z.string(), files: z.record(z.string(), z.string()), settings: z.string() });

/** Knows one plan for each environment, over its infrastructure and its manifests. */
const firstVersion = z.looseObject({
  kind: z.literal("preview"),
  version: z.literal(1),
  environments: z.array(
    z.looseObject({
      name: z.string(),
      digest: z.string().optional(),
      steps: steps.optional(),
      manifests: manifestFiles.optional(),
    }),
  ),
});

const secondVersion = z.looseObject({
  kind: z.literal("preview"),
  version: z.literal(2),
  /** Made without asking the cloud: what such a preview shows is not what an `up` would do. */
  rehearsed: z.undefined("it is of a change from outside, and rehearsed without asking the cloud").optional(),
  environments: z.array(
    z.looseObject({
      name: z.string(),
      planDigest: z.string().optional(),
      layers: z.array(
        z.looseObject({
          layer: z.enum(layersInOrder),
          kind: z.string(),
          steps: steps.optional(),
          manifests: manifestFiles.optional(),
          playbookFiles: manifestFiles.optional(),
        }),
      ),
    }),
  ),
});

/**
 * The plans in the parsed text of a `PreviewJson` of any version. An environment of which a layer could not be compared has no
 * plan.
 *
 * @throws {z.ZodError} for anything else.
 */
export function plansIn(json: unknown): readonly BindingPlan[] {
  const report = z.discriminatedUnion("version", [firstVersion, secondVersion]).parse(json);
  return report.version === 1 ? plansOfFirst(report) : plansOfSecond(report);
}

function plansOfFirst({ environments }: z.infer<typeof firstVersion>): readonly BindingPlan[] {
  return environments.flatMap(({ name, digest, steps: shown, manifests }) => {
    if (digest === undefined || !shown) return [];
    const infrastructure: BindingPlan["layers"][number] = { layer: "infrastructure", steps: stepsIn(shown) };
    return [
      {
        environment: name,
        layers: manifests ? [infrastructure, { layer: "cluster", steps: [], manifests }] : [infrastructure],
      },
    ];
  });
}

function plansOfSecond({ environments }: z.infer<typeof secondVersion>): readonly BindingPlan[] {
  return environments.flatMap(({ name, planDigest, layers }) => {
    if (planDigest === undefined) return [];
    const shown = layers.flatMap(({ layer, steps: each, manifests, playbookFiles }) =>
      each
        ? [{ layer, steps: stepsIn(each), ...(manifests && { manifests }), ...(playbookFiles && { playbookFiles }) }]
        : [],
    );
    return [{ environment: name, layers: shown }];
  });
}

/** An op that this version does not know was shown all the same, and equals none that is planned. */
function stepsIn(parsed: z.infer<typeof steps>): readonly ShownStep[] {
  return parsed as readonly ShownStep[];
}
