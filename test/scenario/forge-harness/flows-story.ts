import pLimit from "p-limit";
import {
  type CommandResponse,
  type PreviewPart,
  type Problem,
  type Rollback,
  runKind,
} from "../../../src/change/index.ts";
import { gitReferenceLedger } from "../../../src/command/git-reference/index.ts";
import { commandVerbs } from "../../../src/command/index.ts";
import {
  bringUpQueue,
  bringUpReviewed,
  type ChangeRequestPreview,
  type FlowPorts,
  landedCommits,
  postMergeGroup,
  postParts,
  previewChange,
  previewChangeRequest,
  type QueueRun,
  type QueueUpRequest,
  respond,
  rollbackEnvironment,
} from "../../../src/flows/index.ts";
import type { Forge } from "../../../src/forge/index.ts";
import { remoteBranches } from "../../../src/forge/remote-branches.ts";
import { commitsByGit, mergeTreesWithGit } from "../../../src/git/executable/index.ts";
import { openRepository } from "../../../src/git/isomorphic/index.ts";
import { partIn, partJson, rollbackBody } from "../../../src/report/index.ts";
import type { ForgeWorld } from "../../contract/forge/forge-world.ts";
import { type ScratchClone, scratchClone } from "../../contract/forge/scratch-clone.ts";
import { previewWriter, respondWriter, runWriter } from "../../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles, platformFiles } from "../../fakes/driver/driver-world.ts";
import { MemoryHistory } from "../../fakes/driver/memory-history.ts";
import type { ForgeStory, StoryQueue } from "./forge-story.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

/** Told in this process, with an engine without a cloud. */
export interface FlowsStory extends ForgeStory {
  readonly driver: DriverWorld;
  /** A part of the preview of a branch or a commit, as a job makes it that has neither a forge nor the record of the others. */
  readonly part: (head: string, base?: string) => Promise<PreviewPart>;
  /** Reports on parts, as a job does that runs nothing of the change. */
  readonly report: (number: number, branch: string, parts: readonly PreviewPart[]) => Promise<ChangeRequestPreview>;
  /**
   * Reports on parts of a commit that a merge queue tests, as such a job does.
   *
   * @param meanwhile after the job has fetched the branch
   */
  readonly reportGroup: (
    commit: string,
    parts: readonly PreviewPart[],
    meanwhile?: () => Promise<unknown>,
  ) => Promise<ChangeRequestPreview>;
  /** What the forge did not take of the groups that {@link reportGroup} refused. */
  readonly notPosted: readonly Problem[];
  /** Answers the newest comment, as the job that a forge's CI starts for it. */
  readonly respond: (number: number) => Promise<CommandResponse>;
  /** Goes back, as a person does in a clone that has just been fetched. @param to what it stood at before when left out */
  readonly rollback: (environment: string, to?: string) => Promise<Rollback>;
  /** What a push to `main` brought, as the job of it finds out. @param since where `main` stood before */
  readonly landed: (since: string) => Promise<readonly string[]>;
}

/** @param remote address of the repository, with credentials if it needs any */
export async function flowsStory(forge: ForgeWorld, remote: string): Promise<FlowsStory> {
  await forge.commit({ branch: "main", files: platformFiles(["dev", "staging"]), message: "Start" });
  const driver = new DriverWorld();
  const self = await forge.forge.identities?.self();
  let clone: ScratchClone | undefined;
  let disturbed = 0;
  const notPosted: Problem[] = [];

  /** Jobs of a CI have a clone each. Those of a story that start together share one, whose index Git locks while it is checked out. */
  const oneAtATime = pLimit(1);
  const ports = async () => {
    clone ??= await scratchClone(remote);
    const heads = forge.heads === undefined ? [] : [forge.heads];
    await clone.git("fetch", "--quiet", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*", ...heads);
    driver.now = Math.max(driver.now, Date.now());
    const git = await openRepository(clone.folder, mergeTreesWithGit(environment), environment);
    return driver.portsOn(git);
  };
  /** As the composition root adds them. */
  const withBranches = (opened: Forge): Forge =>
    clone
      ? { ...opened, branches: remoteBranches("the forge", { url: remote, clone: clone.folder, environment }) }
      : opened;
  const bringUpWaiting = async (of: Pick<QueueUpRequest, "push" | "tag">, given: FlowPorts): Promise<StoryQueue> => {
    const runs: QueueRun[] = [];
    const { contained } = await bringUpQueue(
      {
        branch: "main",
        ...of,
        refresh: false,
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
        onRun: async (run) => void runs.push(run),
      },
      given,
      withBranches(forge.forge),
    );
    return {
      applied: runs.map(({ run }) =>
        run.environments.filter((each) => runKind(each) === "applied").map(({ affected }) => affected.name),
      ),
      contained: contained.map(({ commit }) => commit),
    };
  };
  return {
    forge,
    driver,
    notPosted,
    reviewer: await forge.user("write"),
    edit: (branch, name, value) =>
      forge.commit({ branch, files: environmentFiles(name, `spec: { values: { a: ${value} } }\n`) }),
    async preview(number, meanwhile) {
      const request = {
        environments: [],
        refresh: false,
        number,
        branch: "main",
        write: previewWriter,
        onNotPosted: () => {},
      };
      const shownOn = meanwhile ? beforeSecondRead(forge.forge, meanwhile) : forge.forge;
      const { preview, posting } = await previewChangeRequest(request, await ports(), shownOn);
      return { environments: preview.environments.map(({ affected }) => affected.name), posting };
    },
    async part(of, base = "origin/main") {
      const given = await ports();
      const head = /^[0-9a-f]{40}$/.test(of) ? of : `origin/${of}`;
      const asked = { base: await given.git.resolve(base), head: await given.git.resolve(head) };
      const request = { environments: [], refresh: false, asPart: true, ...asked };
      const preview = await previewChange(request, { ...given, history: new MemoryHistory() });
      return { name: `${of}.json`, preview: partIn(JSON.stringify(partJson(preview))) };
    },
    async report(number, branch, parts) {
      const given = await ports();
      const head = await given.git.resolve(`origin/${branch}`);
      return postParts(
        { parts, head, branch: "main", number, write: previewWriter, onNotPosted: () => {} },
        given,
        forge.forge,
      );
    },
    async reportGroup(head, parts, meanwhile) {
      const given = await ports();
      await meanwhile?.();
      const onNotPosted = (problem: Problem) => void notPosted.push(problem);
      return postMergeGroup({ parts, head, branch: "main", write: previewWriter, onNotPosted }, given, forge.forge);
    },
    async respond(number) {
      const given = await oneAtATime(async () => {
        const opened = await ports();
        await clone?.git("checkout", "--quiet", "--detach", "origin/main");
        return opened;
      });
      const opened = withBranches(forge.forge);
      const { comments, branches } = opened;
      const newest = (await comments?.of(number))?.at(-1);
      if (!comments || !branches || !newest || !clone) throw new Error("this forge has no comment to answer");
      const { id, body } = newest;
      return respond(
        {
          event: Buffer.from("{}"),
          branch: "main",
          requiredApprovals: 1,
          verbs: new Set(commandVerbs),
          mostDeletes: 100,
          convergeMilliseconds: 1_000,
          mayPreview: true,
          write: respondWriter,
        },
        {
          ...given,
          ledger: gitReferenceLedger({ branches, clone: clone.folder, environment }),
        },
        // Events of each forge are read in the tests of webhooks.
        { ...opened, comments: { ...comments, announced: () => ({ number, id, body }) } },
      );
    },
    async rollback(name, to) {
      await ports();
      if (!clone) throw new Error("there is no clone");
      await clone.git("checkout", "--quiet", "--detach", "origin/main");
      await clone.git("config", "user.name", forge.owner.name);
      await clone.git("config", "user.email", `${forge.owner.name}@example.com`);
      // Opened anew, at the commit that is checked out.
      const given = await ports();
      const request = {
        environment: name,
        ...(to !== undefined && { to }),
        branch: "main",
        onlyOwn: false,
        dryRun: false,
      };
      const body: Parameters<typeof rollbackEnvironment>[0]["body"] = (made, limits) =>
        rollbackBody(made, { ...limits, asInvoked: (text) => text });
      const commits = commitsByGit(clone.folder, environment);
      return rollbackEnvironment({ ...request, body }, { ...given, commits }, withBranches(forge.forge));
    },
    async landed(since) {
      return landedCommits({ since, head: "origin/main", branch: "main" }, forge.forge, (await ports()).git);
    },
    async up({ branch = "main", head = `origin/${branch}`, allowUnreviewed, by, meanwhile } = {}) {
      const given = await ports();
      await meanwhile?.();
      const request = {
        environments: [],
        refresh: false,
        head,
        branch,
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
        ...(allowUnreviewed !== undefined && { allowUnreviewed }),
      };
      const opened = by && forge.adapterOf ? await forge.adapterOf(by) : forge.forge;
      const { run, binding, posting } = await bringUpReviewed(request, given, withBranches(opened));
      return {
        commit: run.commit,
        ...(run.refusal && { refusal: run.refusal }),
        applied: run.environments.filter((each) => runKind(each) === "applied").map(({ affected }) => affected.name),
        approvedBy: binding?.approvedBy ?? [],
        ...(posting.followUp && { followUp: posting.followUp }),
      };
    },
    queue: async (since) => await bringUpWaiting({ push: { since, head: "origin/main" } }, await ports()),
    async tag(name) {
      const given = await ports();
      await clone?.git("tag", name, "origin/main");
      await clone?.git("push", "--quiet", "origin", `refs/tags/${name}`);
      return await bringUpWaiting({ tag: name }, given);
    },
    async disturb(name) {
      driver.engine.wanted.set(name, { main: { cidr: `10.${(disturbed += 1)}.0.0/16` } });
    },
    async ownComments(number) {
      return (await forge.comments(number)).filter(({ author }) => author.id === self?.id).map(({ body }) => body);
    },
    statuses: async (commit) => (await forge.forge.statuses?.statusesOf(commit)) ?? [],
    async end() {
      await clone?.remove();
      await forge.end();
    },
  };
}

/** A change request is read when a preview begins, and again before its result is posted. */
function beforeSecondRead(forge: Forge, act: () => Promise<unknown>): Forge {
  const { changeRequests } = forge;
  if (!changeRequests) return forge;
  let reads = 0;
  return {
    ...forge,
    changeRequests: {
      ...changeRequests,
      async read(number) {
        reads += 1;
        if (reads === 2) await act();
        return changeRequests.read(number);
      },
    },
  };
}
