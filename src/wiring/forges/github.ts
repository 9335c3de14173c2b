import { ForgeNotConfigured } from "../errors.ts";
import { cloneAt } from "./clone-at.ts";
import { type ForgeRequest, forgeAccess, type Given, type KnownForge } from "./known-forge.ts";

/** Gitea's CI uses the same variables, and says that it is not GitHub's. */
const isOwnCi = (given: Given) => given("GITHUB_ACTIONS") === "true" && given("GITEA_ACTIONS") !== "true";

/** A pull request's job runs for its merge, and a merge queue's for none. */
const pullRequest = /^refs\/pull\/(\d+)\//u;

export const github: KnownForge = {
  name: "github",
  async open(request) {
    const access = githubAccess(request);
    const [{ githubForge }, git] = await Promise.all([import("../../forge/github/index.ts"), cloneAt(request)]);
    return githubForge({ ...access, ...(git && { git }) });
  },
  changeRequestOfCi: (given) => (isOwnCi(given) ? pullRequest.exec(given("GITHUB_REF") ?? "")?.[1] : undefined),
  // Those of a workflow in GitHub Actions are in no other job.
  tokenVariables: (given) => ["GROUNDWORK_GITHUB_PRIVATE_KEY", ...(isOwnCi(given) ? ["GITHUB_TOKEN", "GH_TOKEN"] : [])],
};

/**
 * A token, or an App's id and key. Without an address it is github.com.
 *
 * @throws {ForgeNotConfigured}
 */
export function githubAccess({ flags, given }: Pick<ForgeRequest, "flags" | "given">) {
  const ofCi = (variable: string) => (isOwnCi(given) ? given(variable) : undefined);
  const [app, privateKey] = [given("GROUNDWORK_GITHUB_APP_ID"), given("GROUNDWORK_GITHUB_PRIVATE_KEY")];
  const isApp = app !== undefined && privateKey !== undefined;
  if ((app === undefined) !== (privateKey === undefined))
    throw new ForgeNotConfigured({
      forge: "github",
      missing: [`the environment variable GROUNDWORK_GITHUB_${app === undefined ? "APP_ID" : "PRIVATE_KEY"}`],
    });
  const { url, repository, token, hookSecret } = forgeAccess(
    "github",
    { flags, given },
    {
      url: ofCi("GITHUB_SERVER_URL") ?? "https://github.com",
      repository: ofCi("GITHUB_REPOSITORY"),
      token: isApp ? "" : (ofCi("GITHUB_TOKEN") ?? ofCi("GH_TOKEN")),
    },
  );
  const as = isApp ? { app, privateKey } : { token };
  return { url, repository, as, ...(hookSecret !== undefined && { hookSecret }) };
}
