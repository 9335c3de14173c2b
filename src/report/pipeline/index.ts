/**
 * Jobs of a CI's pipeline that preview a change in parts.
 *
 * In:   the affected environments of a change.
 * Out:  {@link previewJobs}, written as {@link githubMatrix}.
 * Must not know: a CI's API, files.
 */
export { githubMatrix, mostJobsOfMatrix } from "./github-matrix.ts";
export { previewJobs } from "./jobs.ts";
