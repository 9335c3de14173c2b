import type { ForgeUser } from "../../change-request.ts";
import type { ChangeRequests } from "../../change-requests.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import type { Identities } from "../../identities.ts";
import { commit as commitAnswer, diffstat, type Pull, pull as pullAnswer } from "./answers.ts";
import { areBuildsDemanded } from "./branch-rules.ts";
import type { CloudClient } from "./client.ts";
import { cloudUser } from "./identities.ts";
import { pullsThatBrought } from "./merged-by.ts";
import { activityOf, changeRequest, headOf, isFromFork } from "./pull-facts.ts";
import { readReviews } from "./reviews.ts";
import { readRestrictions } from "./setup.ts";

export function cloudChangeRequests(client: CloudClient, identities: Identities): ChangeRequests {
  const base = `repositories/${client.repository}`;
  const open = async (isWanted: (pull: Pull) => boolean) =>
    (await client.list(`${base}/pullrequests?state=OPEN&pagelen=50`, pullAnswer)).filter(
      (each) => each.state === "OPEN" && isWanted(each),
    );
  const all = async (pulls: readonly Pull[]) => await Promise.all(pulls.map((each) => changeRequest(client, each)));
  return {
    read: async (number) => await changeRequest(client, await client.pull(number)),
    async openAt(head) {
      const pulls = await all(await open(({ source: { commit } }) => Boolean(commit && head.startsWith(commit.hash))));
      return pulls.filter((each) => each.head.commit === head);
    },
    mergedBy: async (commit, branch) => await all(await pullsThatBrought(client, commit, branch)),
    reviewsOf: (number) => readReviews(client, identities, number),
    async filesOf(number) {
      // The pull request's own diffstat is a redirect to this one.
      const pull = await client.pull(number);
      const target = pull.destination.commit?.hash;
      if (target === undefined) return "unknown";
      const path = `${base}/diffstat/${await headOf(client, pull)}..${target}?topic=true`;
      const files = await client.listIfAny(path, diffstat);
      if (files === undefined) return "unknown";
      const paths = files.flatMap((each) => [each.old?.path, each.new?.path]).filter((each) => each !== undefined);
      return [...new Set(paths)].toSorted();
    },
    async requiredChecksOf(branch) {
      const rules = await readRestrictions(client);
      // Rules count builds and name none, and let nothing through while one failed or runs. Merge checks of apps are in no answer.
      return rules !== "unknown" && areBuildsDemanded(rules, branch) ? [{ context: "*" }] : "unknown";
    },
    async ensureOpen({ title, body, head, base: target }) {
      const isWanted = (pull: Pull) =>
        pull.source.branch.name === head && pull.destination.branch.name === target && !isFromFork(pull);
      const oldest = async () => (await open(isWanted)).toSorted((one, other) => one.id - other.id)[0];
      return await client.ensuring(async () => {
        const found = await oldest();
        if (found) return await changeRequest(client, found);
        const request = {
          method: "POST",
          path: `${base}/pullrequests`,
          body: {
            title,
            description: body,
            source: { branch: { name: head } },
            destination: { branch: { name: target } },
          },
        } as const;
        const opened = await orRefusal(orRefusal(client.write(request, pullAnswer), 400), 409);
        const kept = await oldest();
        if (opened instanceof ForgeRefused) {
          if (kept) return await changeRequest(client, kept);
          throw opened;
        }
        if (kept !== undefined && kept.id !== opened.id) {
          // Whether two for one pair of branches are both opened is not documented.
          const path = `${base}/pullrequests/${opened.id}/decline`;
          await client.write({ method: "POST", path }, pullAnswer);
        }
        return await changeRequest(client, kept ?? opened);
      });
    },
    contributorsOf: (number) => contributors(client, number),
  };
}

/** The opener, those who pushed since, and the authors of the commits as far as Bitbucket knows their addresses. */
async function contributors(client: CloudClient, number: number): Promise<readonly ForgeUser[] | "unknown"> {
  const pull = await client.pull(number);
  const path = `repositories/${client.repository}/pullrequests/${number}/commits?pagelen=100`;
  const commits = await client.listIfAny(path, commitAnswer);
  const updates = (await activityOf(client, number))
    .flatMap(({ update }) => update ?? [])
    .toSorted((one, other) => Date.parse(one.date) - Date.parse(other.date));
  // An update of the title has the same head as the one before it. The first one is the opening.
  const pushes = updates.filter(
    ({ source }, index) => index > 0 && source.commit?.hash !== updates[index - 1]?.source.commit?.hash,
  );
  if (commits === undefined || commits.some(({ author }) => !author.user)) return "unknown";
  if (!pull.author || updates.length === 0 || pushes.some(({ author }) => !author)) return "unknown";
  const users = [pull.author, ...pushes.map(({ author }) => author), ...commits.map(({ author }) => author.user)];
  const known = users.filter((user) => user !== null && user !== undefined).map(cloudUser);
  return [...new Map(known.map((user) => [user.id, user])).values()];
}
