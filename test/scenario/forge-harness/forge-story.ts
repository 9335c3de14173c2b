import {
  bringUpReviewed,
  type ChangeRequestPreview,
  previewChangeRequest,
  type ReviewedRun,
} from "../../../src/flows/index.ts";
import type { ForgeUser } from "../../../src/forge/index.ts";
import { mergeTreesWithGit } from "../../../src/git/executable/index.ts";
import { openRepository } from "../../../src/git/isomorphic/index.ts";
import type { ForgeWorld } from "../../contract/forge/forge-world.ts";
import { type ScratchClone, scratchClone } from "../../contract/forge/scratch-clone.ts";
import { previewWriter, runWriter } from "../../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles, platformFiles } from "../../fakes/driver/driver-world.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

/** A forge over real Git, a clone as a job of a CI has it, and an engine without a cloud. */
export interface ForgeStory {
  readonly forge: ForgeWorld;
  readonly driver: DriverWorld;
  readonly reviewer: ForgeUser;
  /** Pushes a change of an environment. @returns the commit */
  readonly edit: (branch: string, name: string, value: string) => Promise<string>;
  readonly preview: (number: number) => Promise<ChangeRequestPreview>;
  /** As the job of a push to `main` runs it. */
  readonly up: () => Promise<ReviewedRun>;
  /** The comments of Groundwork's bot. */
  readonly ownComments: (number: number) => Promise<readonly string[]>;
  readonly end: () => Promise<void>;
}

/** @param remote address of the repository, with credentials if it needs any */
export async function forgeStory(forge: ForgeWorld, remote: string): Promise<ForgeStory> {
  await forge.commit({ branch: "main", files: platformFiles(["dev", "staging"]), message: "Start" });
  const driver = new DriverWorld();
  const self = await forge.forge.identities?.self();
  let clone: ScratchClone | undefined;

  const ports = async () => {
    clone ??= await scratchClone(remote);
    await clone.git("fetch", "--quiet", "--prune", "origin");
    const git = await openRepository(clone.folder, mergeTreesWithGit(environment), environment);
    return driver.portsOn(git);
  };
  return {
    forge,
    driver,
    reviewer: await forge.user("write"),
    edit: (branch, name, value) =>
      forge.commit({ branch, files: environmentFiles(name, `spec: { values: { a: ${value} } }\n`) }),
    async preview(number) {
      const request = { environments: [], refresh: false, number, write: previewWriter };
      return previewChangeRequest(request, await ports(), forge.forge);
    },
    async up() {
      const given = await ports();
      return bringUpReviewed(
        {
          environments: [],
          refresh: false,
          head: "origin/main",
          branch: "main",
          requiredApprovals: 1,
          confirm: async () => true,
          write: runWriter,
        },
        given,
        forge.forge,
      );
    },
    async ownComments(number) {
      return (await forge.comments(number)).filter(({ author }) => author.id === self?.id).map(({ body }) => body);
    },
    async end() {
      await clone?.remove();
      await forge.end();
    },
  };
}
