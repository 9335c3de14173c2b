import { createHash } from "node:crypto";
import type { CommitWriter } from "../../../src/git/index.ts";
import type { MemoryRepository } from "./memory-repository.ts";

/** By the repositories that they are in: equal commits are one. */
const commits = new WeakMap<MemoryRepository, Map<string, string>>();

/** Commits of a repository in memory. */
export function memoryCommits(git: MemoryRepository, person: string): CommitWriter {
  const stored = new Map<string, string>();
  const made = commits.get(git) ?? new Map<string, string>();
  commits.set(git, made);
  return {
    person: async () => (person === "" ? undefined : person),
    async store(content) {
      const id = createHash("sha1").update(`stored ${content}`).digest("hex");
      stored.set(id, content);
      return { id, kind: "file" };
    },
    async commit({ parent, files, message, by }) {
      const key = JSON.stringify([parent, [...files], message, by]);
      const known = made.get(key);
      if (known !== undefined) return known;
      const contents = Object.fromEntries(
        [...files].map(([path, file]) => [path, file && (stored.get(file.id) ?? git.contentWith(file.id))] as const),
      );
      const commit = git.make(contents, {
        onto: parent,
        branch: "nowhere",
        message,
        at: (await git.commit(parent)).committedAt,
        ...(by !== undefined && { by }),
      });
      made.set(key, commit);
      return commit;
    },
    async createBranch(name, at) {
      if (git.tipOf(name) !== undefined) return false;
      git.point(name, at);
      return true;
    },
  };
}
