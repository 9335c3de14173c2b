/**
 * Jobs of a CI's pipeline that preview a change in parts.
 *
 * In:   the affected environments of a change.
 * Out:  {@link previewJobs}, written as {@link githubMatrix} or {@link gitlabChildPipeline}.
 * Must not know: a CI's API, files.
 */
export { githubMatrix, mostJobsOfMatrix } from "./github-matrix.ts";
export { gitlabChildPipeline } from "./gitlab-child-pipeline.ts";
export { type JobKeywords, problemsOfKeywords } from "./job-keywords.ts";
export { jobsOf, previewJobs } from "./jobs.ts";
