import * as z from "zod";
import type { ManifestFiles, PlanDigest, ShownStep } from "../../change/index.ts";

const shownStep = z.object({ urn: z.string(), op: z.string(), paths: z.record(z.string(), z.string()) });

const manifestFiles = z.object({ folder: z.string(), files: z.record(z.string(), z.string()), settings: z.string() });

const previewReport = z.looseObject({
  kind: z.literal("preview"),
  version: z.literal(1),
  environments: z.array(
    z.looseObject({
      name: z.string(),
      digest: z.string().optional(),
      steps: z.array(shownStep).optional(),
      manifests: manifestFiles.optional(),
    }),
  ),
});

/** What a report of `preview --json` showed of one environment. */
export interface PlanInReport {
  readonly environment: string;
  readonly digest: PlanDigest;
  readonly steps: readonly ShownStep[];
  /** Absent in reports of versions that did not look at manifests. */
  readonly manifests?: ManifestFiles;
}

/**
 * The plans in the parsed text of a `PreviewJson`.
 *
 * @throws {z.ZodError} for anything else.
 */
export function plansIn(json: unknown): readonly PlanInReport[] {
  return previewReport.parse(json).environments.flatMap(({ name, digest, steps, manifests }) =>
    digest !== undefined && steps
      ? [
          {
            environment: name,
            digest: digest as PlanDigest,
            steps: steps as readonly ShownStep[],
            ...(manifests && { manifests }),
          },
        ]
      : [],
  );
}
