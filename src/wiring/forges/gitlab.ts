import { cloneAt } from "./clone-at.ts";
import { forgeAccess, type Given, type KnownForge } from "./known-forge.ts";

const isOwnCi = (given: Given) => given("GITLAB_CI") === "true";

export const gitlab: KnownForge = {
  name: "gitlab",
  async open(request) {
    const access = gitlabAccess(request);
    const [{ gitlabForge }, git] = await Promise.all([import("../../forge/gitlab/index.ts"), cloneAt(request)]);
    return gitlabForge({ ...access, ...(git && { git }) });
  },
  changeRequestOfCi: (given) => (isOwnCi(given) ? given("CI_MERGE_REQUEST_IID") : undefined),
  // All but the first hold the job's token, which may push where a project allows it.
  tokenVariables: (given) => [
    "GITLAB_TOKEN",
    ...(isOwnCi(given)
      ? ["CI_JOB_TOKEN", "CI_REPOSITORY_URL", "CI_REGISTRY_PASSWORD", "CI_DEPENDENCY_PROXY_PASSWORD"]
      : []),
  ],
};

/** @throws {ForgeNotConfigured} */
export function gitlabAccess({ flags, given }: Parameters<typeof forgeAccess>[1]) {
  const ofCi = (variable: string) => (isOwnCi(given) ? given(variable) : undefined);
  const access = forgeAccess(
    "gitlab",
    { flags, given },
    {
      url: ofCi("CI_SERVER_URL") ?? ofCi("CI_API_V4_URL")?.replace(/\/api\/v4\/?$/, ""),
      // The number of a merge request is one of the project that it is to be merged into, and the job may run in a fork.
      repository: ofCi("CI_MERGE_REQUEST_PROJECT_PATH") ?? ofCi("CI_PROJECT_PATH"),
      token: given("GITLAB_TOKEN"),
    },
  );
  const jobToken = ofCi("CI_JOB_TOKEN");
  return { ...access, ...(jobToken !== undefined && { jobToken }) };
}
