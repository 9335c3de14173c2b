import { type Layer, problemOf } from "../../change/index.ts";
import type {
  CorrectedEnvironment,
  CorrectionResult,
  CorrectionSettings,
  FleetCorrection,
} from "../../correction/index.ts";
import { counts, type EnvironmentDrift, fingerprintOf } from "../../drift/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitWriter } from "../../git/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import { detectDrift } from "../drift/index.ts";
import { correctEnvironment } from "./correct-environment.ts";
import { type EnvironmentToPropose, type ProposePorts, proposeEnvironment } from "./propose-environment.ts";
import { readRemembered } from "./remembered.ts";
import { settingsInForce } from "./settings-in-force.ts";
import { withdrawStale } from "./withdraw-proposal.ts";

/** With what changes are proposed. */
export interface Proposing extends Pick<EnvironmentToPropose, "branch" | "body"> {
  readonly commits: CommitWriter;
  /** Absent: nothing is opened, and the results say what would be. */
  readonly forge?: Forge;
}

export interface CorrectRequest {
  /** Empty: all. */
  readonly environments: readonly string[];
  /** Say what would be done, and do nothing. */
  readonly dryRun: boolean;
  readonly proposing: Proposing;
}

export type DriftCorrectionPorts = Omit<ProposePorts, "commits">;

/**
 * Compares environments with the checked-out commit and does with their drift what the file of corrections of the protected branch says.
 * Environments come one after the other. After one that failed no other one is begun: what made it fail may be wrong with all of them.
 *
 * @throws {UnknownEnvironment} {@link InvalidCorrections} {@link CorrectionOffBranch}
 * @throws {CorrectionsNotKnown} @throws {RecordUnreachable} where it is not known how often something was corrected: then nothing is
 */
export async function correctDrift(request: CorrectRequest, ports: DriftCorrectionPorts): Promise<FleetCorrection> {
  const { commit, names, corrections } = await settingsInForce(request.environments, ports);
  await readRemembered(ports);
  const wanted = request.environments.length > 0 ? names.filter((name) => request.environments.includes(name)) : names;
  const acting = wanted.filter((name) => (corrections.get(name)?.mode ?? "detect") !== "detect");
  const drift = acting.length > 0 ? await detectDrift({ environments: acting, layers: [] }, ports) : undefined;
  const environments: CorrectedEnvironment[] = [];
  let hasFailed = false;
  for (const environment of wanted) {
    const settings = corrections.get(environment);
    const found = drift?.environments.find((each) => each.environment === environment);
    if (!settings || !found) {
      environments.push({ environment, mode: "detect", results: [] });
      continue;
    }
    const isBegun: boolean = !hasFailed && !ports.signal.aborted;
    const one: CorrectedEnvironment = isBegun ? await act(found, settings) : notBegun(found, settings);
    environments.push(one);
    hasFailed ||= one.results.some(({ end }) => end.kind === "not-corrected");
  }
  return {
    commit,
    at: ports.clock.now().toISOString(),
    local: ports.engines.local,
    dryRun: request.dryRun,
    environments,
  };

  async function act(found: EnvironmentDrift, settings: CorrectionSettings): Promise<CorrectedEnvironment> {
    const { environment } = found;
    const others = resultsOfOtherLayers(found);
    const common = { environment, mode: settings.mode } as const;
    if (found.problem) return { ...common, problem: found.problem, results: others };
    const infrastructure = found.layers.find(({ layer }) => layer === "infrastructure");
    if (infrastructure?.verdict === "unknown") {
      const { detail, problems } = infrastructure;
      const problem = { code: "not-compared", kind: "unknown", message: detail, details: problems } as const;
      return { ...common, problem, results: others };
    }
    const differs = infrastructure?.differences.some(counts) ?? false;
    try {
      if (!differs && settings.mode === "correct") {
        const none: CorrectedEnvironment = { ...common, results: [] };
        return { ...none, ...(await withdrawn(none)), results: others };
      }
      if (settings.mode === "propose") {
        const { commits, forge, branch, body } = request.proposing;
        const wanted = { environment, branch, body, dryRun: request.dryRun };
        const proposed = await proposeEnvironment(wanted, { ...ports, commits }, forge);
        return { ...proposed, ...(await withdrawn(proposed)), results: [...proposed.results, ...others] };
      }
      const corrected = await correctEnvironment({ environment, settings, dryRun: request.dryRun }, ports);
      return { ...corrected, ...(await withdrawn(corrected)), results: [...corrected.results, ...others] };
    } catch (thrown) {
      if (!(thrown instanceof GroundworkError)) throw thrown;
      return { ...common, problem: problemOf(thrown), results: others };
    }
  }

  /** Also in the mode correct: it may have been another one when something was proposed. */
  async function withdrawn(done: CorrectedEnvironment): ReturnType<typeof withdrawStale> {
    return request.dryRun ? {} : await withdrawStale(done, request.proposing, ports);
  }
}

const keepers: Readonly<Partial<Record<Layer, "by-agent" | "by-machines">>> = {
  cluster: "by-agent",
  machines: "by-machines",
};

/** Clusters are their agent's to correct, and machines are brought back by the next `up`. */
function resultsOfOtherLayers({ layers }: EnvironmentDrift): readonly CorrectionResult[] {
  return layers.flatMap(({ layer, differences }) => {
    const because = keepers[layer];
    if (because === undefined) return [];
    return differences.filter(counts).map((difference): CorrectionResult => {
      const { subject, paths } = difference;
      const fingerprint = fingerprintOf(difference);
      return { difference: { layer, subject, paths, fingerprint }, end: { kind: "left", because } };
    });
  });
}

function notBegun({ environment }: EnvironmentDrift, { mode }: CorrectionSettings): CorrectedEnvironment {
  const message = "not begun: the run was interrupted, or another environment could not be corrected";
  return { environment, mode, problem: { code: "not-begun", kind: "failed", message, details: [] }, results: [] };
}
