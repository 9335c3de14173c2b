import * as z from "zod";
import type { CommitId } from "../../../git/index.ts";
import type { DeploymentState, Deployments } from "../../deployments.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import { oneLine } from "../../one-line.ts";
import { fullId, noSuchCommit } from "../commit-id.ts";
import { commit as commitAnswer, deployment as deploymentAnswer } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";

/** What Groundwork's deployments are kept under, beside those of others. */
const key = "groundwork";

const descriptionLength = 255;

const words: Readonly<Record<DeploymentState, string>> = {
  "in-progress": "IN_PROGRESS",
  success: "SUCCESSFUL",
  failure: "FAILED",
  inactive: "ROLLED_BACK",
};

/** A deployment is shown beside its commit and on the change request that brought it. */
export function dataCenterDeployments(client: DataCenterClient): Deployments {
  // Environments of one run are at one commit.
  const numbers = new Map<CommitId, number>();
  return {
    // Each is one request that reads and one that writes, of the sixty that a site with limits takes at once.
    mostOfOneRun: 20,
    async ensureDeployment({ environment, commit, state, description: text, url = client.page(`/commits/${commit}`) }) {
      const path = `${client.base}/commits/${fullId(client, commit)}/deployments`;
      const number = numbers.get(commit) ?? (await sequenceNumber(client, commit));
      numbers.set(commit, number);
      const query = new URLSearchParams({ key, environmentKey: environment, deploymentSequenceNumber: String(number) });
      const description = oneLine(text, descriptionLength);
      const wanted = { state: words[state], description, url };
      await client.ensuring(async () => {
        const now = await client.find(`${path}?${query.toString()}`, deploymentAnswer);
        if (now?.state === wanted.state && now.description === description && now.url === url) return;
        const body = {
          ...wanted,
          key,
          displayName: `Groundwork: ${environment}`,
          environment: { key: environment, displayName: environment },
          deploymentSequenceNumber: number,
        };
        await client.write({ method: "POST", path, body }, z.unknown());
      });
    },
  };
}

/**
 * The number that orders the deployments of an environment. It has to be the same for the same commit, another for another one, and
 * greater for what was committed in a later second.
 */
async function sequenceNumber(client: DataCenterClient, commit: CommitId): Promise<number> {
  const found = await orRefusal(client.read(`${client.base}/commits/${commit}`, commitAnswer), 404);
  if (found instanceof ForgeRefused) throw noSuchCommit(client, commit);
  return (
    Math.floor(found.committerTimestamp / 1_000) * 16 ** 5 + Number.parseInt(fullId(client, commit).slice(0, 5), 16)
  );
}
