import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type GitServer, gitServer } from "../../../src/local/git-host/index.ts";
import { TestAgent } from "../../scenario/agent-harness/agent-process.ts";
import { TestRepository } from "../../scenario/agent-harness/test-repository.ts";
import type { Case } from "./case.ts";
import { type FluxControllers, installDefinitions, startFlux } from "./flux-controllers.ts";
import type { Observed } from "./observed.ts";
import { Side, syncNamespace } from "./side.ts";

export interface Executables {
  readonly etcd: string;
  readonly kubeApiServer: string;
  readonly sourceController: string;
  readonly kustomizeController: string;
}

/** What both agents made of a case, a pair for each round. */
export interface Outcome {
  readonly flux: readonly Observed[];
  readonly ours: readonly Observed[];
}

const agentNames = ["flux", "ours"] as const;
type AgentName = (typeof agentNames)[number];

/** Gives both agents the same commits of one repository, and the same changes of their clusters in between. */
export class BothAgents {
  readonly #sides: Readonly<Record<AgentName, Side>>;
  readonly #controllers: FluxControllers;
  readonly #agent: TestAgent;
  readonly #git: GitServer;
  readonly #repository: TestRepository;

  private constructor(
    sides: Readonly<Record<AgentName, Side>>,
    {
      controllers,
      agent,
      git,
      repository,
    }: { controllers: FluxControllers; agent: TestAgent; git: GitServer; repository: TestRepository },
  ) {
    this.#sides = sides;
    this.#controllers = controllers;
    this.#agent = agent;
    this.#git = git;
    this.#repository = repository;
  }

  static async start(executables: Executables, folder: string): Promise<BothAgents> {
    const repositories = path.join(folder, "git");
    await mkdir(repositories, { recursive: true });
    const [flux, ours, git] = await Promise.all([
      Side.start(executables, folder),
      Side.start(executables, folder),
      gitServer({ folder: repositories }),
    ]);
    const repository = await TestRepository.create(path.join(repositories, "cases.git"), `${git.url}/cases.git`);
    const controllers = await startFlux(executables, flux.server, {
      folder: flux.folder,
      kubeconfig: flux.kubeconfig,
      namespace: syncNamespace,
    });
    // Ours is held to Flux's own definitions too.
    await installDefinitions(ours.server, executables);
    const agent = new TestAgent(
      [
        `--kubeconfig=${ours.kubeconfig}`,
        `--watch-namespace=${syncNamespace}`,
        `--namespace=${syncNamespace}`,
        `--storage-path=${path.join(ours.folder, "storage")}`,
        "--concurrency=30",
        "--endpoint=off",
      ],
      {},
    );
    return new BothAgents({ flux, ours }, { controllers, agent, git, repository });
  }

  /** Plays all cases side by side, round by round: one commit holds the files of all. */
  async play(cases: readonly Case[]): Promise<ReadonlyMap<string, Outcome>> {
    const outcomes = new Map(cases.map(({ id }) => [id, { flux: [] as Observed[], ours: [] as Observed[] }]));
    const seen = new Map(
      cases.map((each) => [each.id, new Set(each.lookAt?.map((name) => `${each.id}_${name}__ConfigMap`))]),
    );
    await this.#each((side) => Promise.all(cases.map(({ id }) => side.namespace(id))));
    const rounds = Math.max(...cases.map((each) => each.rounds.length));
    for (let round = 0; round < rounds; round += 1) {
      const played = cases.filter((each) => round < each.rounds.length);
      await this.#each((side) => Promise.all(played.map((each) => each.rounds[round]?.before?.(side.at(each.id)))));
      const revision = `main@sha1:${await this.#repository.commit(filesOf(cases, round))}`;
      if (round === 0) await this.#each((side) => this.#begin(side, cases));
      await this.#each(async (side, name) => {
        await side.settle(cases.flatMap(namesOf), revision, () => this.#explain(name));
        for (const each of played) {
          const ids = seen.get(each.id) ?? new Set();
          const observed = await side.observe(namesOf(each), ids, revision);
          outcomes.get(each.id)?.[name].push(observed);
        }
      });
      for (const { id } of played)
        for (const name of agentNames)
          for (const object of Object.keys(outcomes.get(id)?.[name].at(-1)?.objects ?? {})) seen.get(id)?.add(object);
    }
    return outcomes;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#controllers.stop(), this.#agent.end(), this.#git.stop()]);
    await this.#each((side) => side.stop());
  }

  async #begin(side: Side, cases: readonly Case[]): Promise<void> {
    await side.follow(this.#repository.url);
    for (const each of cases) {
      for (const [name, spec] of kustomizationsOf(each))
        await side.kustomize(name, { path: `./cases/${each.id}`, targetNamespace: each.id, ...spec });
    }
  }

  async #each(work: (side: Side, name: AgentName) => Promise<unknown>): Promise<void> {
    await Promise.all(agentNames.map((name) => work(this.#sides[name], name)));
  }

  #explain(name: AgentName): string {
    return name === "flux" ? this.#controllers.logs() : this.#agent.output.slice(-4000);
  }
}

const kustomizationsOf = ({ id, kustomizations = { "": {} } }: Case): readonly (readonly [string, object])[] =>
  Object.entries(kustomizations).map(([suffix, spec]) => [suffix === "" ? id : `${id}-${suffix}`, spec]);

export const namesOf = (each: Case): readonly string[] => kustomizationsOf(each).map(([name]) => name);

/** Those of a case that has no more rounds stay as they are. */
function filesOf(cases: readonly Case[], round: number): Readonly<Record<string, string>> {
  const entries = cases.flatMap(({ id, rounds }) => {
    const { files } = rounds[round] ?? rounds.at(-1) ?? { files: {} };
    return Object.entries(files).map(([file, text]) => [`cases/${id}/${file}`, text] as const);
  });
  return Object.fromEntries([...entries, ["round.txt", String(round)]]);
}
