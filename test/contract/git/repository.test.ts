import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { mergeTreesWithGit } from "../../../src/git/executable/index.ts";
import { openRepository } from "../../../src/git/isomorphic/index.ts";
import { linkTo, MemoryRepository } from "../../fakes/driver/memory-repository.ts";
import { git, scratchClone } from "../git-harness/scratch-clone.ts";
import { type Content, type RepositoryMaker, repositoryContract } from "./repository-contract.ts";

let folder = "";
const { init } = scratchClone((made) => {
  folder = made;
});

repositoryContract("isomorphic-git", async () => cloneMaker());
repositoryContract("memory", async () => memoryMaker(new MemoryRepository()));

/** Makes commits through `git fast-import`, which takes their parents and times as they are given. */
function cloneMaker(): RepositoryMaker {
  init();
  git(folder, "config", "user.name", "Ada");
  git(folder, "config", "user.email", "ada@example.com");
  const heads = new Map<string, string>();
  let count = 0;
  return {
    commit: async (files, { branch = "main", parents = [heads.get(branch)].flatMap((id) => id ?? []) } = {}) => {
      count += 1;
      const [first, ...others] = parents;
      const script = [
        `commit refs/heads/${branch}`,
        `committer Ada <ada@example.com> ${1_700_000_000 + count * 60} +0000`,
        data(`Change ${count}`),
        ...(first === undefined ? [] : [`from ${first}`]),
        ...others.map((other) => `merge ${other}`),
        ...Object.entries(files).map(([file, content]) => changeOf(file, content)),
        "",
      ];
      execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: folder, input: script.join("\n") });
      const id = git(folder, "rev-parse", branch);
      heads.set(branch, id);
      if (branch === "main") git(folder, "reset", "-q", "--hard");
      return id;
    },
    changeOnDisk: async (file) => writeFileSync(path.join(folder, file), "changed"),
    setOrigin: async (url) => void git(folder, "remote", "add", "origin", url),
    open: () => openRepository(folder, mergeTreesWithGit(process.env)),
  };
}

function changeOf(file: string, content: Content): string {
  if (content === undefined) return `D ${file}`;
  return typeof content === "string"
    ? `M 100644 inline ${file}\n${data(content)}`
    : `M 120000 inline ${file}\n${data(content.link)}`;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;

function memoryMaker(repository: MemoryRepository): RepositoryMaker {
  return {
    commit: async (files, { branch, parents } = {}) => {
      const written = Object.entries(files).map(([file, content]) => [
        file,
        typeof content === "object" ? linkTo(content.link) : content,
      ]);
      const [onto, ...and] = parents ?? [];
      return repository.make(Object.fromEntries(written), {
        and,
        ...(branch !== undefined && { branch }),
        ...(onto !== undefined && { onto }),
      });
    },
    changeOnDisk: async (file) => {
      repository.dirty = [...repository.dirty, file];
    },
    setOrigin: async (url) => {
      repository.remote = url;
    },
    open: async () => repository,
  };
}
