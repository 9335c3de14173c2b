import type { People } from "./bitbucket-world.ts";

const strategies = { merge: "no-ff", squash: "squash", rebase: "rebase-ff-only", "fast-forward": "ff-only" } as const;
const statuses = { approved: "APPROVED", "changes-requested": "NEEDS_WORK" } as const;

interface DataCenterComment {
  readonly id: number;
  readonly version: number;
  readonly text: string;
  readonly author: { readonly id: number; readonly name: string };
}

/** What people do on Bitbucket Data Center, over its API. */
export const dataCenterPeople: People = ({ call, place, owner, tokenOfComment }) => {
  const [project = "", slug = ""] = place.split("/");
  const repository = `projects/${project}/repos/${slug}`;
  const base = `rest/api/latest/${repository}/pull-requests`;
  const versionOf = async (number: number) =>
    ((await call(owner, "GET", `${base}/${number}`)) as { version: number }).version;
  const read = async (number: number, id: number) =>
    (await call(owner, "GET", `${base}/${number}/comments/${id}`)) as DataCenterComment;
  return {
    async open({ head, base: target, title, by }) {
      const [fromRef, toRef] = [{ id: `refs/heads/${head}` }, { id: `refs/heads/${target}` }];
      return ((await call(by, "POST", base, { title, fromRef, toRef })) as { id: number }).id;
    },
    async close(number) {
      await call(owner, "POST", `${base}/${number}/decline?version=${await versionOf(number)}`);
    },
    async deleteBranch(branch) {
      const path = `rest/branch-utils/latest/${repository}/branches`;
      await call(owner, "DELETE", path, { name: `refs/heads/${branch}`, dryRun: false });
    },
    async review(number, by, verdict) {
      if (verdict === "comment") await call(by, "POST", `${base}/${number}/comments`, { text: "Looked at." });
      else await call(by, "PUT", `${base}/${number}/participants/${by.name}`, { status: statuses[verdict] });
    },
    async retarget(number, target) {
      const toRef = { id: `refs/heads/${target}` };
      await call(owner, "PUT", `${base}/${number}`, { toRef, version: await versionOf(number) });
    },
    async setDraft(number, draft) {
      await call(owner, "PUT", `${base}/${number}`, { draft, version: await versionOf(number) });
    },
    async reopen(number) {
      await call(owner, "POST", `${base}/${number}/reopen?version=${await versionOf(number)}`);
    },
    async withdraw(number, by) {
      await call(by, "PUT", `${base}/${number}/participants/${by.name}`, { status: "UNAPPROVED" });
    },
    async merge(number, method) {
      const path = `${base}/${number}/merge?version=${await versionOf(number)}`;
      await call(owner, "POST", path, { strategyId: strategies[method] });
    },
    async comments(number) {
      const log = (await call(owner, "GET", `${base}/${number}/activities?limit=1000`)) as {
        values: { comment?: { id: number } }[];
      };
      const ids = [...new Set(log.values.flatMap(({ comment }) => comment?.id ?? []))].toSorted((a, b) => a - b);
      return (await Promise.all(ids.map((id) => read(number, id)))).map(({ id, text, author }) => ({
        id: `${number}/${id}`,
        body: text,
        author: { id: String(author.id), name: author.name },
      }));
    },
    comment: async (number, by, text) => void (await call(by, "POST", `${base}/${number}/comments`, { text })),
    async editComment(id, text) {
      const [number = 0, comment = 0] = id.split("/").map(Number);
      const { version } = await read(number, comment);
      await call(tokenOfComment(number, comment), "PUT", `${base}/${number}/comments/${comment}`, { text, version });
    },
    async deleteComment(id) {
      const [number = 0, comment = 0] = id.split("/").map(Number);
      const { version } = await read(number, comment);
      await call(owner, "DELETE", `${base}/${number}/comments/${comment}?version=${version}`);
    },
  };
};
