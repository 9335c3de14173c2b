import { keptPromise } from "../../lib/index.ts";
import type { DeploymentState, Deployments } from "../deployments.ts";
import type { Identities } from "../identities.ts";
import {
  deployment as deploymentAnswer,
  environment as environmentAnswer,
  project as projectAnswer,
} from "./answers.ts";
import type { GitLabClient } from "./client.ts";

const words: Readonly<Record<Exclude<DeploymentState, "inactive">, "running" | "success" | "failed">> = {
  "in-progress": "running",
  success: "success",
  failure: "failed",
};

/** GitLab keeps neither a description nor a page with a deployment: it shows its own. */
export function gitlabDeployments(client: GitLabClient, { self }: Pick<Identities, "self">): Deployments {
  const { deployments, environments, projects, repository } = client;
  const defaultBranch = keptPromise(async () => {
    const project = await client.one("the project", projectAnswer, projects.show(repository));
    return project.default_branch;
  });
  return {
    // Each is two requests, of the two thousand that gitlab.com takes from a user in a minute.
    mostOfOneRun: 50,
    async ensureDeployment({ environment, commit, state }) {
      if (state === "inactive") return await stop(environment);
      const [me, status] = [await self(), words[state]];
      await client.ensuring(async () => {
        const filter = { environment, orderBy: "id", sort: "desc" } as const;
        const [newest] =
          // An environment has one for each run that it ever had.
          (
            await client.firstOf(`deployments of ${environment}`, deploymentAnswer, (page) =>
              deployments.all(repository, { ...filter, ...page }),
            )
          ).filter(({ user }) => String(user?.id) === me.id);
        const isSame = newest?.sha === commit;
        if (isSame && newest.status === status) return;
        // One that has ended keeps its status.
        if (isSame && (newest.status === "running" || newest.status === "created")) {
          await deployments.edit(repository, newest.id, status);
          return;
        }
        const ref = (await defaultBranch()) ?? commit;
        await deployments.create(repository, environment, commit, ref, false, { status });
      });
    },
  };

  async function stop(name: string): Promise<void> {
    await client.ensuring(async () => {
      const found = await client.list(`environment ${name}`, environmentAnswer, (page) =>
        environments.all(repository, { name, ...page }),
      );
      const running = found.find((each) => each.name === name && each.state === "available");
      if (running) await environments.stop(repository, running.id);
    });
  }
}
