import type { PreviewJob } from "./jobs.ts";

/** Jobs that GitHub Actions makes of one matrix at most. */
export const mostJobsOfMatrix = 256;

/**
 * One line for `strategy: matrix: ${{ fromJSON(…) }}`. `environment` holds one name, or several with spaces between them.
 *
 * Without jobs `include` is empty, which Actions refuses: the job that uses it has to ask first.
 */
export function githubMatrix(jobs: readonly PreviewJob[]): string {
  return JSON.stringify({
    include: jobs.map(({ part, environments }) => ({ part, environment: environments.join(" ") })),
  });
}
