import { cloneAt } from "./clone-at.ts";
import { forgeAccess, type Given, type KnownForge } from "./known-forge.ts";

/** Gitea's CI uses the variables of GitHub's, and says that it is not GitHub's. */
const isOwnCi = (given: Given) => given("GITEA_ACTIONS") === "true";

export const gitea: KnownForge = {
  name: "gitea",
  async open(request) {
    const access = giteaAccess(request);
    const [{ giteaForge }, git] = await Promise.all([import("../../forge/gitea/index.ts"), cloneAt(request)]);
    return giteaForge({ ...access, ...(git && { git }) });
  },
  changeRequestOfCi: (given) =>
    isOwnCi(given) ? /^refs\/pull\/(\d+)\//u.exec(given("GITHUB_REF") ?? "")?.[1] : undefined,
  tokenVariables: (given) => ["GITEA_TOKEN", ...(isOwnCi(given) ? ["GITHUB_TOKEN"] : [])],
};

/** @throws {ForgeNotConfigured} */
export function giteaAccess({ flags, given }: Parameters<typeof forgeAccess>[1]) {
  const ofCi = (variable: string) => (isOwnCi(given) ? given(variable) : undefined);
  return forgeAccess(
    "gitea",
    { flags, given },
    {
      url: ofCi("GITHUB_SERVER_URL"),
      repository: ofCi("GITHUB_REPOSITORY"),
      token: given("GITEA_TOKEN") ?? ofCi("GITHUB_TOKEN"),
      // A runner reaches the forge by an inner address now and then; what it says is the public one.
      publicUrl: ofCi("GITHUB_SERVER_URL"),
    },
  );
}
