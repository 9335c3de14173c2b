import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import { LoopbackGit, type Setting } from "../../conformance/index.ts";
import type { Executables } from "./both-agents.ts";
import { installDefinitions } from "./flux-controllers.ts";
import type { RunningAgent } from "./our-agent.ts";
import { Side, syncNamespace } from "./side.ts";

/** A kube-apiserver and a Git server, with one of the agents. */
export async function conformanceSetting(
  executables: Executables,
  start: (side: Side) => Promise<RunningAgent>,
): Promise<Setting> {
  const folder = await mkdtemp(path.join(inject("runFolder"), "conformance-"));
  const [side, git] = await Promise.all([Side.start(executables, folder), LoopbackGit.start(path.join(folder, "git"))]);
  await installDefinitions(side.server, executables);
  return {
    api: side.api,
    branch: (name) => git.branch(name),
    agent: { start: () => start(side) },
    withoutGit: (meanwhile) => git.without(meanwhile),
    stop: async () => {
      await Promise.all([git.stop(), side.stop()]);
    },
  };
}

/** Without the server's end: it would come back at another address. */
export const conformanceMeans = { takesTheApiServerAway: false };
/** Where an agent looks after every namespace. */
export const everyNamespace = { namespace: syncNamespace, allNamespaces: true };
