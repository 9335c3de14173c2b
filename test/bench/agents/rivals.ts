import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp } from "../../../src/lib/index.ts";
import { gitServer } from "../../../src/local/git-host/index.ts";
import { installDefinitions, startFlux } from "../../real/flux/flux-controllers.ts";
import { type RunningAgent, startOurs } from "../../real/flux/our-agent.ts";
import { Side } from "../../real/flux/side.ts";
import { TestRepository } from "../../scenario/agent-harness/test-repository.ts";
import { realExecutables } from "../real-executables.ts";
import { Rival } from "./rival.ts";

const needed = ["etcd", "kubeApiServer", "sourceController", "kustomizeController"] as const;
type Executables = Readonly<Record<(typeof needed)[number], string>>;

type Contestant = "flux" | "ours";

/**
 * Runs `measure` with each agent, one after the other, on a kube-apiserver and with a repository of its own.
 * `undefined` where the real parts are not built.
 */
export async function contest<Figures, const Names extends readonly Contestant[]>(
  names: Names,
  measure: (rival: Rival) => Promise<Figures>,
): Promise<Readonly<Record<Names[number], Figures>> | undefined> {
  const found = await realExecutables(needed);
  if (found === undefined) return undefined;
  const start: Readonly<Record<Contestant, (side: Side) => Promise<RunningAgent>>> = {
    flux: (side) => startFlux(found, side),
    ours: async (side) => await Promise.resolve(startOurs(side)),
  };
  const figures: [Contestant, Figures][] = [];
  for (const name of names) figures.push([name, await measured(found, start[name], measure)]);
  return Object.fromEntries(figures) as Record<Names[number], Figures>;
}

async function measured<Figures>(
  found: Executables,
  start: (side: Side) => Promise<RunningAgent>,
  measure: (rival: Rival) => Promise<Figures>,
): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-agents-"));
  await mkdir(path.join(folder, "git"));
  const git = await gitServer({ folder: path.join(folder, "git") });
  return await cleaningUp(
    async () => {
      const repository = await TestRepository.create(path.join(folder, "git", "all.git"), `${git.url}/all.git`);
      const side = await Side.start(found, folder);
      return await cleaningUp(
        async () => {
          await installDefinitions(side.server, found);
          const agent = await start(side);
          return await cleaningUp(
            async () => await measure(await Rival.ready(side, agent, repository)),
            () => agent.stop(),
          );
        },
        () => side.stop(),
      );
    },
    async () => {
      await git.stop();
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  );
}
