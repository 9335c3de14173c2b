import { cloneAt } from "./clone-at.ts";
import { forgeAccess, type Given, type KnownForge } from "./known-forge.ts";

/** Pipelines run for Cloud alone, and every step of one has a build's number. */
const isOwnCi = (given: Given) => given("BITBUCKET_BUILD_NUMBER") !== undefined;

export const bitbucket: KnownForge = {
  name: "bitbucket",
  async open(request) {
    const access = bitbucketAccess(request);
    const [{ bitbucketForge }, git] = await Promise.all([import("../../forge/bitbucket/index.ts"), cloneAt(request)]);
    return bitbucketForge({ ...access, ...(git && { git }) });
  },
  changeRequestOfCi: (given) => (isOwnCi(given) ? given("BITBUCKET_PR_ID") : undefined),
  tokenVariables: () => ["BITBUCKET_TOKEN"],
};

/** @throws {ForgeNotConfigured} */
export function bitbucketAccess({ flags, given }: Parameters<typeof forgeAccess>[1]) {
  const ofCi = (value: () => string | undefined) => (isOwnCi(given) ? value() : undefined);
  const user = given("GROUNDWORK_FORGE_USER");
  const access = forgeAccess(
    "bitbucket",
    { flags, given },
    {
      url: ofCi(() => "https://bitbucket.org"),
      repository: ofCi(() => given("BITBUCKET_REPO_FULL_NAME") ?? nameFrom(given)),
      // A step has no token of its own for the API.
      token: given("BITBUCKET_TOKEN"),
    },
  );
  return { ...access, ...(user !== undefined && { user }) };
}

function nameFrom(given: Given): string | undefined {
  const [workspace, slug] = [given("BITBUCKET_WORKSPACE"), given("BITBUCKET_REPO_SLUG")];
  return workspace !== undefined && slug !== undefined ? `${workspace}/${slug}` : undefined;
}
