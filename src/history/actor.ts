import type { Repository } from "../git/index.ts";

/** Who runs this, as CI or Git's configuration says; the record of runs keeps it. */
export async function actorOf(git: Repository, environment: NodeJS.ProcessEnv): Promise<string> {
  const { GITHUB_ACTOR, GITLAB_USER_LOGIN, BITBUCKET_STEP_TRIGGERER_UUID, USER } = environment;
  const inCi = GITHUB_ACTOR ?? GITLAB_USER_LOGIN ?? BITBUCKET_STEP_TRIGGERER_UUID;
  if (inCi !== undefined) return inCi;
  const person = await git.configuredPerson();
  return person ?? USER ?? "unknown";
}
