import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ForgeUser } from "../../../src/forge/index.ts";
import { documentsIn } from "../../../src/forge/local/documents.ts";
import { type LocalForge, localForge } from "../../../src/forge/local/index.ts";
import { changeRequestRecord, issueRecord } from "../../../src/forge/local/records.ts";
import { systemClock } from "../../../src/lib/index.ts";
import { createBare, git } from "../../fakes/forge-host/bare-git.ts";
import type { ForgeWorld } from "./forge-world.ts";
import { scratchClone } from "./scratch-clone.ts";

export interface LocalWorld extends ForgeWorld {
  /** Folder of the forge's files. */
  readonly folder: string;
  /** The forge as another process opens it. */
  as(user: string): LocalForge;
}

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

export async function localWorld(): Promise<LocalWorld> {
  const top = await mkdtemp(path.join(tmpdir(), "groundwork-local-forge-"));
  const [folder, repository] = [path.join(top, "forge"), path.join(top, "platform.git")];
  const as = (user: string) => localForge({ folder, repository, user, clock: systemClock, environment });
  const owner = { id: "owner", name: "owner" };
  await createBare(repository);
  const clone = await scratchClone(repository);
  const { people, ...forge } = as("groundwork");
  await people.grant(owner.name, "admin");
  let count = 0;

  // People change the files themselves: a text editor is all that there is for it.
  const documents = documentsIn(folder);
  const edit = async (id: string, change: (body: string) => string | undefined) => {
    const [number = "", comment = ""] = id.split("/");
    await documents.update(`change-requests/${number}`, changeRequestRecord, (now) => {
      const comments = now?.comments.flatMap((each) => {
        const body = String(each.id) === comment ? change(each.body) : each.body;
        if (body === undefined) return [];
        return [body === each.body ? each : { ...each, body, editedAt: new Date().toISOString() }];
      });
      return now && { ...now, comments: comments ?? [] };
    });
  };
  return {
    folder,
    as,
    forge,
    owner,
    anotherBot: () => Promise.resolve(as("other-bot")),
    user: async (permission): Promise<ForgeUser> => await people.grant(`person-${++count}`, permission),
    commit: (commit) => {
      const { name } = commit.by ?? owner;
      return clone.commit(commit, { name, email: `${name}@example.com` }, repository);
    },
    headOf: (branch) => git(repository, ["rev-parse", `refs/heads/${branch}`]),
    async deleteBranch(branch) {
      await git(repository, ["update-ref", "-d", `refs/heads/${branch}`]);
      clone.forget();
    },
    open: ({ head, base = "main", title = `Change ${head}`, by = owner }) =>
      people.open(by.name, { title, body: "", head, base }),
    close: (number) => people.close(number),
    async review(number, by, verdict) {
      if (verdict === "comment") await people.comment(by.name, number, "Looked at.");
      else await people.review(by.name, number, verdict);
    },
    dismiss: (number, of) => people.dismiss(number, of.name),
    async merge(number, method) {
      await people.merge(owner.name, number, method);
      clone.forget();
    },
    async comments(number) {
      const request = await documents.read(`change-requests/${number}`, changeRequestRecord);
      const issue = await documents.read(`issues/${number}`, issueRecord);
      return (
        (request ?? issue)?.comments.map(({ id, author, body }) => ({
          id: `${number}/${id}`,
          author: { id: author, name: author },
          body,
        })) ?? []
      );
    },
    adapterOf: async ({ name }) => as(name),
    comment: (number, by, body) => people.comment(by.name, number, body),
    editComment: (id, _by, body) => edit(id, () => body),
    deleteComment: (id) => edit(id, () => undefined),
    protect: (branch, checks) => people.protect(branch, checks),
    writesOfForge: () => undefined,
    parentsOf: async (commit) => (await git(repository, ["rev-list", "--parents", "-1", commit])).split(" ").slice(1),
    async end() {
      await clone.remove();
      await rm(top, { recursive: true, force: true });
    },
  };
}
