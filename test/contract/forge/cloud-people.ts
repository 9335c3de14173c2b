import type { People } from "./bitbucket-world.ts";

const strategies = {
  merge: "merge_commit",
  squash: "squash",
  rebase: "rebase_fast_forward",
  "fast-forward": "fast_forward",
} as const;

const opinions = { approved: "approve", "changes-requested": "request-changes" } as const;

/** What people do on Bitbucket Cloud, over its API. */
export const cloudPeople: People = ({ call, place, owner, tokenOfComment }) => {
  const base = `2.0/repositories/${place}`;
  return {
    async open({ head, base: target, title, by }) {
      const body = {
        title,
        source: { branch: { name: head } },
        destination: { branch: { name: target } },
      };
      return ((await call(by, "POST", `${base}/pullrequests`, body)) as { id: number }).id;
    },
    close: async (number) => void (await call(owner, "POST", `${base}/pullrequests/${number}/decline`)),
    deleteBranch: async (branch) => void (await call(owner, "DELETE", `${base}/refs/branches/${branch}`)),
    async review(number, by, verdict) {
      if (verdict === "comment")
        await call(by, "POST", `${base}/pullrequests/${number}/comments`, { content: { raw: "Looked at." } });
      else await call(by, "POST", `${base}/pullrequests/${number}/${opinions[verdict]}`);
    },
    async retarget(number, target) {
      await call(owner, "PUT", `${base}/pullrequests/${number}`, { destination: { branch: { name: target } } });
    },
    setDraft: async (number, draft) => void (await call(owner, "PUT", `${base}/pullrequests/${number}`, { draft })),
    withdraw: async (number, by) => void (await call(by, "DELETE", `${base}/pullrequests/${number}/approve`)),
    async merge(number, method) {
      const body = { type: "pullrequest", merge_strategy: strategies[method] };
      await call(owner, "POST", `${base}/pullrequests/${number}/merge`, body);
    },
    async comments(number) {
      const read = await call(owner, "GET", `${base}/pullrequests/${number}/comments?pagelen=100`);
      const { values } = read as { values: CloudComment[] };
      return values
        .filter(({ deleted }) => !deleted)
        .map(({ id, content, user }) => ({
          id: `${number}/${id}`,
          body: content.raw,
          author: { id: user.uuid, name: user.display_name },
        }));
    },
    async comment(number, by, text) {
      await call(by, "POST", `${base}/pullrequests/${number}/comments`, { content: { raw: text } });
    },
    async editComment(id, text) {
      const [number = "", comment = ""] = id.split("/");
      const path = `${base}/pullrequests/${number}/comments/${comment}`;
      await call(tokenOfComment(Number(number), Number(comment)), "PUT", path, { content: { raw: text } });
    },
    async deleteComment(id) {
      const [number = "", comment = ""] = id.split("/");
      await call(owner, "DELETE", `${base}/pullrequests/${number}/comments/${comment}`);
    },
  };
};

interface CloudComment {
  readonly id: number;
  readonly content: { readonly raw: string };
  readonly deleted: boolean;
  readonly user: { readonly uuid: string; readonly display_name: string };
}
