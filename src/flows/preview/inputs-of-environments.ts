import { type AffectedEnvironment, type InputsDigest, layersToCompare } from "../../change/index.ts";
import { setMember } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { LookedAt } from "./looked-at.ts";
import { type ProgramFilesOfCommit, programFiles, programInputsDigest } from "./program-inputs.ts";

type ReadFrom = Pick<LookedAt, "tree" | "desired" | "workspace" | "config" | "refresh" | "standing">;

/** What the programs of a preview's environments are run with, each read when it is first asked for, and once. */
export class InputsOfEnvironments {
  readonly #known = new Map<string, Promise<InputsDigest | undefined>>();
  readonly #compared: ReadonlySet<string>;
  #files: Promise<ProgramFilesOfCommit> | undefined;

  constructor(
    affected: readonly AffectedEnvironment[],
    private readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly at: ReadFrom,
    private readonly engines: Pick<FlowPorts["engines"], "engineFor">,
  ) {
    const compared = affected.filter((each) => layersToCompare(each).includes("infrastructure"));
    this.#compared = new Set(compared.map(({ name }) => name));
  }

  /** Not known where the cloud is to be asked, or a state cannot be listed, or environments use each other in a circle. */
  of(environment: string): Promise<InputsDigest | undefined> {
    const reading = this.#known.get(environment) ?? this.#read(environment);
    this.#known.set(environment, reading);
    return reading;
  }

  async #read(environment: string): Promise<InputsDigest | undefined> {
    const { tree, desired, workspace, config, refresh, standing } = this.at;
    if (refresh || this.#usesItself(environment)) return undefined;
    const [state, declared] = [await standing.saved(environment), await desired.of(environment)];
    if (state === undefined || "problem" in declared) return undefined;
    const upstreams: Record<string, string> = {};
    for (const name of this.dependencies.get(environment) ?? []) {
      const named = this.#compared.has(name) ? await this.of(name) : await standing.saved(name);
      if (named === undefined) return undefined;
      setMember(upstreams, name, named);
    }
    this.#files ??= programFiles(tree);
    const engine = this.engines.engineFor(declared).name;
    return programInputsDigest(await this.#files, {
      desired: declared,
      config,
      versions: workspace.versions,
      engine,
      state,
      upstreams,
    });
  }

  /** Through others: such environments would wait for each other. */
  #usesItself(environment: string): boolean {
    const reached = new Set(this.dependencies.get(environment) ?? []);
    for (const name of reached) for (const next of this.dependencies.get(name) ?? []) reached.add(next);
    return reached.has(environment);
  }
}
