import { mkdir } from "node:fs/promises";
import path from "node:path";
import { tellingFailure } from "../../../src/lib/index.ts";
import { type GitServer, gitServer } from "../../../src/local/git-host/index.ts";
import { TestRepository } from "../../scenario/agent-harness/test-repository.ts";
import type { Case } from "./case.ts";
import { type ControllerExecutables, installDefinitions, startFlux } from "./flux-controllers.ts";
import type { Observed } from "./observed.ts";
import { type RunningAgent, startOurs } from "./our-agent.ts";
import { Side } from "./side.ts";

export interface Executables extends ControllerExecutables {
  readonly etcd: string;
  readonly kubeApiServer: string;
}

/** What was made of a case in the cluster in which Flux began, and in the one in which our agent did; a pair for each round. */
export interface Outcome {
  readonly flux: readonly Observed[];
  readonly ours: readonly Observed[];
}

const agentNames = ["flux", "ours"] as const;
type AgentName = (typeof agentNames)[number];
type OfBoth<T> = Record<AgentName, T>;
/** By case, what is in both clusters after the agents have changed places. */
export type Swapped = ReadonlyMap<string, Readonly<OfBoth<Observed>>>;

/** Gives both agents the same commits of one repository, and the same changes of their clusters in between. */
export class BothAgents {
  readonly #executables: Executables;
  readonly #sides: Readonly<OfBoth<Side>>;
  readonly #git: GitServer;
  readonly #repository: TestRepository;
  readonly #running: OfBoth<RunningAgent>;
  /** Which agent works in the cluster in which Flux began. */
  #inFirst: AgentName = "flux";
  #commits = 0;

  private constructor(
    executables: Executables,
    of: {
      readonly sides: OfBoth<Side>;
      readonly running: OfBoth<RunningAgent>;
      readonly git: GitServer;
      readonly repository: TestRepository;
    },
  ) {
    this.#executables = executables;
    this.#sides = of.sides;
    this.#running = of.running;
    this.#git = of.git;
    this.#repository = of.repository;
  }

  static async start(executables: Executables, folder: string): Promise<BothAgents> {
    const repositories = path.join(folder, "git");
    await mkdir(repositories, { recursive: true });
    const [flux, ours, git] = await Promise.all([
      Side.start(executables, folder),
      Side.start(executables, folder),
      gitServer({ folder: repositories }),
    ]);
    const begin = async () => {
      const repository = await TestRepository.create(path.join(repositories, "cases.git"), `${git.url}/cases.git`);
      // Ours is held to Flux's own definitions too.
      for (const side of [flux, ours]) await installDefinitions(side.server, executables);
      const running = { flux: await startFlux(executables, flux), ours: startOurs(ours) };
      return new BothAgents(executables, { sides: { flux, ours }, running, git, repository });
    };
    // Nothing else would end the servers then.
    return await tellingFailure(begin, async () => await Promise.all([flux, ours, git].map((each) => each.stop())));
  }

  /** Plays all cases side by side, round by round: one commit holds the files of all. */
  async play(cases: readonly Case[]): Promise<ReadonlyMap<string, Outcome>> {
    const outcomes = new Map(cases.map(({ id }) => [id, { flux: [] as Observed[], ours: [] as Observed[] }]));
    await this.#each((side) => Promise.all(cases.map(({ id }) => side.namespace(id))));
    const rounds = Math.max(...cases.map((each) => each.rounds.length));
    for (let round = 0; round < rounds; round += 1) {
      const played = cases.filter((each) => round < each.rounds.length);
      await this.#each((side) =>
        Promise.all(played.map(async (each) => await each.rounds[round]?.before?.(side.at(each.id)))),
      );
      const revision = await this.#commit(cases, round);
      if (round === 0) await this.#each((side) => this.#begin(side, cases));
      await this.#settle(cases, revision);
      await this.#each(async (side, name) => {
        for (const each of played) {
          const before = outcomes.get(each.id)?.[name] ?? [];
          before.push(await side.observe(namesOf(each), idsOf(each, before), revision));
        }
      });
    }
    return outcomes;
  }

  /** Lets each agent go on in the other's cluster, with one more commit, and says what is in both clusters then. */
  async swap(cases: readonly Case[], outcomes: ReadonlyMap<string, Outcome>): Promise<Swapped> {
    await Promise.all(agentNames.map((name) => this.#running[name].stop()));
    this.#inFirst = this.#inFirst === "flux" ? "ours" : "flux";
    const [forFlux, forOurs] =
      this.#inFirst === "flux" ? [this.#sides.flux, this.#sides.ours] : [this.#sides.ours, this.#sides.flux];
    this.#running.flux = await startFlux(this.#executables, forFlux);
    this.#running.ours = startOurs(forOurs);
    const revision = await this.#commit(cases, Number.POSITIVE_INFINITY);
    await this.#settle(cases, revision);
    const seen = new Map<string, OfBoth<Observed>>();
    for (const each of cases) {
      const observe = (name: AgentName) =>
        this.#sides[name].observe(namesOf(each), idsOf(each, outcomes.get(each.id)?.[name] ?? []), revision);
      seen.set(each.id, { flux: await observe("flux"), ours: await observe("ours") });
    }
    return seen;
  }

  async stop(): Promise<void> {
    await Promise.all([...agentNames.map((name) => this.#running[name].stop()), this.#git.stop()]);
    await this.#each((side) => side.stop());
  }

  async #begin(side: Side, cases: readonly Case[]): Promise<void> {
    await side.follow(this.#repository.url);
    for (const each of cases)
      for (const [name, spec] of kustomizationsOf(each))
        await side.kustomize(name, { path: `./cases/${each.id}`, targetNamespace: each.id, ...spec });
  }

  async #settle(cases: readonly Case[], revision: string): Promise<void> {
    const logs = () => agentNames.map((name) => this.#running[name].logs()).join("\n\n");
    await this.#each((side) => side.settle(cases.flatMap(namesOf), revision, logs));
  }

  async #commit(cases: readonly Case[], round: number): Promise<string> {
    this.#commits += 1;
    return `main@sha1:${await this.#repository.commit({ ...filesOf(cases, round), "commit.txt": String(this.#commits) })}`;
  }

  async #each(work: (side: Side, name: AgentName) => Promise<unknown>): Promise<void> {
    await Promise.all(agentNames.map((name) => work(this.#sides[name], name)));
  }
}

const kustomizationsOf = ({ id, kustomizations = { "": {} } }: Case): readonly (readonly [string, object])[] =>
  Object.entries(kustomizations).map(([suffix, spec]) => [suffix === "" ? id : `${id}-${suffix}`, spec]);

const namesOf = (each: Case): readonly string[] => kustomizationsOf(each).map(([name]) => name);

/** What is looked at although no inventory may have it any more. */
const idsOf = ({ id, lookAt = [] }: Case, before: readonly Observed[]): ReadonlySet<string> =>
  new Set([
    ...lookAt.map((name) => `${id}_${name}__ConfigMap`),
    ...before.flatMap(({ objects }) => Object.keys(objects)),
  ]);

/** Those of a case that has no more rounds stay as they are. */
function filesOf(cases: readonly Case[], round: number): Readonly<Record<string, string>> {
  const entries = cases.flatMap(({ id, rounds }) => {
    const { files } = rounds[round] ?? rounds.at(-1) ?? { files: {} };
    return Object.entries(files).map(([file, text]) => [`cases/${id}/${file}`, text] as const);
  });
  return Object.fromEntries(entries);
}
