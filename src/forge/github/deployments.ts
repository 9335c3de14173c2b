import * as z from "zod";
import type { Deployment, Deployments } from "../deployments.ts";
import { oneLine } from "../one-line.ts";
import { deployment as deploymentAnswer, deploymentStatus } from "./answers.ts";
import type { GithubClient } from "./client.ts";

const descriptionLength = 140;

const states = { "in-progress": "in_progress", success: "success", failure: "failure", inactive: "inactive" } as const;

export function githubDeployments(client: GithubClient): Deployments {
  const base = `repos/${client.repository}/deployments`;
  const find = async ({ environment, commit }: Deployment): Promise<number | undefined> => {
    const query = new URLSearchParams({ sha: commit, environment });
    // Newest first.
    const [found] = await client.list(`${base}?${query.toString()}`, z.array(deploymentAnswer));
    return found?.id;
  };
  return {
    // Each is two requests that write, of the eighty that GitHub takes from a user or an App in a minute.
    mostOfOneRun: 20,
    async ensureDeployment(wanted) {
      const state = states[wanted.state];
      const description = oneLine(wanted.description, descriptionLength);
      const id = (await find(wanted)) ?? (await client.ensuring(async () => (await find(wanted)) ?? create(wanted)));
      await client.ensuring(async () => {
        const path = `${base}/${id}/statuses`;
        const [newest] = await client.read(`${path}?per_page=1`, z.array(deploymentStatus));
        if (newest?.state === state && newest.description === description) return;
        const body = { state, description, ...(wanted.url !== undefined && { log_url: wanted.url }) };
        await client.write({ method: "POST", path, body }, deploymentStatus);
      });
    },
  };

  /** Without the demand that every check has succeeded, our own one that is under way among them, and without a merge of main. */
  async function create({ environment, commit }: Deployment): Promise<number> {
    const body = { ref: commit, environment, required_contexts: [], auto_merge: false, description: "" };
    const { id, message = "it made none" } = await client.write({ method: "POST", path: base, body }, deploymentAnswer);
    if (id === undefined) throw client.unavailable(base, message);
    return id;
  }
}
