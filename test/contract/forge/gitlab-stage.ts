import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { ChangeRequests, Forge } from "../../../src/forge/index.ts";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import type { MergeRequest, Project } from "../../fakes/gitlab/state.ts";
import { type GitLabWorld, gitlabWorld } from "./gitlab-world.ts";

/** A project with one open merge request, from `topic` into `main`. */
export interface GitLabStage {
  readonly gitlab: FakeGitLab;
  readonly world: GitLabWorld;
  readonly requests: ChangeRequests;
  readonly number: number;
  readonly head: string;
  /** As the fake holds it. */
  readonly project: () => Project;
  readonly stored: () => MergeRequest;
  readonly portOf: <T extends keyof Forge>(name: T) => NonNullable<Forge[T]>;
}

/** Sets a stage up for each test of a file. @param ready is given it before each one */
export function onGitLabStage(ready: (stage: GitLabStage) => void): void {
  let gitlab: FakeGitLab;
  let world: GitLabWorld;

  beforeAll(async () => {
    gitlab = await fakeGitLab();
  });
  afterAll(async () => {
    await gitlab.stop();
  });
  beforeEach(async () => {
    world = await gitlabWorld(gitlab);
    const head = await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic" });
    const portOf = <T extends keyof Forge>(name: T): NonNullable<Forge[T]> => {
      const port = world.forge[name];
      if (port === undefined) throw new Error(`no port ${name}`);
      return port;
    };
    const project = () => found(gitlab.state.projects.find(({ name }) => world.repository.endsWith(`/${name}`)));
    const stored = () => found(project().requests[number - 1]);
    ready({ gitlab, world, requests: portOf("changeRequests"), number, head, project, stored, portOf });
  });
  afterEach(async () => {
    const usual = { refusesEqualStates: true, jobsOfPipeline: 500, nodesOnPage: 100, tellsApprovalTimes: false };
    Object.assign(gitlab.state, usual);
    await world.end();
  });
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the fake does not hold it");
  return value;
}
