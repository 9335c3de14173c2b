import { digestOf, shownSteps } from "../../change/index.ts";
import {
  type CorrectedEnvironment,
  type CorrectionResult,
  type CorrectionTarget,
  decideCorrection,
} from "../../correction/index.ts";
import { environmentPath } from "../../environment/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitId, CommitWriter } from "../../git/index.ts";
import { textIn } from "../../lib/index.ts";
import { newestOnForge } from "../change-request/index.ts";
import { compareInfrastructure } from "../drift/index.ts";
import type { FlowPorts } from "../ports.ts";
import { makePreview } from "../preview/index.ts";
import { placeRollback } from "../rollback/index.ts";
import { hasCommit } from "../selection/index.ts";
import { type CorrectPorts, problemOfComparison } from "./correct-environment.ts";
import { declareObserved } from "./declare-observed.ts";
import { ProposalBranchTaken } from "./errors.ts";

export type ProposePorts = CorrectPorts & Pick<FlowPorts, "reach" | "plans"> & { readonly commits: CommitWriter };

export interface EnvironmentToPropose {
  readonly environment: string;
  /** The branch that the change is merged into. */
  readonly branch: string;
  readonly dryRun: boolean;
  /** The text of the change request, or of the issue about what none declares. */
  readonly body: (environment: string, results: readonly CorrectionResult[]) => string;
}

/**
 * Opens the one change request of an environment that declares what was changed outside, and the one issue about what no field declares.
 * Doing it again finds both. A change request is opened only for what a preview of it shows to change nothing of these resources, and nothing else.
 *
 * @param forge absent: nothing is opened, and the results say what would be
 */
export async function proposeEnvironment(
  wanted: EnvironmentToPropose,
  ports: ProposePorts,
  forge: Forge | undefined,
): Promise<CorrectedEnvironment> {
  const { environment, branch } = wanted;
  const common = { environment, mode: "propose" } as const;
  const compared = await compareInfrastructure(environment, ports);
  const problem = problemOfComparison(compared);
  if (problem) return { ...common, problem, results: [] };
  const { plan, drift, known } = compared;
  if (!plan || !drift) return { ...common, results: [] };
  const decision = decideCorrection(
    { differences: drift.differences, plan },
    { atMost: Number.POSITIVE_INFINITY, before: new Map() },
  );
  const tip = await newestOnForge(branch, forge ?? {}, ports.git);
  const file = environmentPath(environment);
  const [tree, here] = [await ports.git.treeOf(tip), await ports.git.treeOf(known.commit)];
  const text = await textIn(tree, file);
  const results: CorrectionResult[] = decision.left.map(({ difference, because }) => ({
    difference,
    end: { kind: "left", because },
  }));
  let declared = text ?? "";
  const declaring: { readonly target: CorrectionTarget; readonly fields: readonly string[] }[] = [];
  for (const target of decision.targets) {
    const step = plan.steps.find(({ urn, op }) => urn === target.urn && op === "update");
    // What the branch declares since is not what was compared.
    const isSame = text !== undefined && text === (await textIn(here, file));
    const found = step && isSame ? await declareObserved(environment, declared, step, tree) : undefined;
    if (found?.kind === "declared") {
      declared = found.text;
      declaring.push({ target, fields: found.fields });
    } else {
      const because = found?.because ?? "no-field";
      results.push({ difference: target.difference, end: { kind: "left", because } });
    }
  }
  const proposal = declaring.length === 0 ? undefined : await commitOf({ environment, tip, file, declared }, ports);
  const targets = declaring.map(({ target }) => target);
  const isClean =
    proposal !== undefined && (await changesNothing(proposal.commit, tip, environment, targets, plan, ports));
  const head = `groundwork/drift-${environment}`;
  const isDeclined = isClean && (await wasClosed({ head, file, declared }, ports, forge));
  const opens =
    isClean && !isDeclined && forge?.branches !== undefined && forge.changeRequests !== undefined && !wanted.dryRun;
  const because = isDeclined ? "declined" : "changes-more";
  for (const { target, fields } of declaring)
    results.push({
      difference: target.difference,
      end: isClean && !isDeclined ? { kind: opens ? "proposed" : "would-propose", fields } : { kind: "left", because },
    });
  if (wanted.dryRun || !forge) return { ...common, results };
  const issue = await keepIssue(wanted, results, forge);
  if (!opens || !proposal) return { ...common, results, ...(issue && { issue }) };
  const { title, commit } = proposal;
  const proposed = results.filter(({ end }) => end.kind === "proposed");
  const body = () => wanted.body(environment, proposed);
  const refusal = (standing: CommitId | undefined) => new ProposalBranchTaken({ branch: head, commit: standing });
  const made = { title, head, commit, base: branch, tip, body, refusal };
  const placed = await placeRollback(made, { git: ports.git, commits: ports.commits }, forge);
  const url = placed.place.kind === "opened" ? placed.place.changeRequest.url : undefined;
  const shown = { branch: head, commit: placed.commit, ...(url !== undefined && { url }) };
  return { ...common, results, proposal: shown, ...(issue && { issue }) };
}

/** Whether the branch says the same already, and no change request of it is open any more: a person has decided against it. */
async function wasClosed(
  { head, file, declared }: Pick<NewDeclaration, "file" | "declared"> & { readonly head: string },
  { git }: Pick<ProposePorts, "git">,
  forge: Forge | undefined,
): Promise<boolean> {
  const { branches, changeRequests } = forge ?? {};
  if (!branches || !changeRequests) return false;
  const reference = `refs/heads/${head}`;
  const standing = branches.fetch ? await branches.fetch(reference) : await branches.read(reference);
  if (standing === undefined || !(await hasCommit(standing, git))) return false;
  if ((await textIn(await git.treeOf(standing), file)) !== declared) return false;
  return (await changeRequests.openAt(standing)).length === 0;
}

interface NewDeclaration {
  readonly environment: string;
  readonly tip: CommitId;
  readonly file: string;
  readonly declared: string;
}

async function commitOf({ environment, tip, file, declared }: NewDeclaration, { commits }: ProposePorts) {
  const title = `Declare what stands in ${environment}`;
  const message = `${title}\n\nIt was changed outside of Git, and this declares it as it is now.\n`;
  const files = new Map([[file, await commits.store(declared)]]);
  const by = await commits.person();
  return { title, commit: await commits.commit({ parent: tip, files, message, ...(by !== undefined && { by }) }) };
}

/** Whether the change leaves these resources as they stand, and does nothing that bringing the environment up would not do without it. */
async function changesNothing(
  commit: CommitId,
  tip: CommitId,
  environment: string,
  targets: readonly CorrectionTarget[],
  plan: Parameters<typeof shownSteps>[0],
  ports: ProposePorts,
): Promise<boolean> {
  const request = { environments: [], refresh: true, base: tip, head: commit };
  const { preview } = await makePreview(request, ports);
  const [only, ...others] = preview.environments;
  if (!only || others.length > 0 || only.affected.name !== environment) return false;
  const layer = only.layers.find((each) => each.layer === "infrastructure");
  if (!layer || !("steps" in layer)) return false;
  const without = shownSteps(plan).filter(({ urn }) => !targets.some((target) => target.urn === urn));
  return digestOf(layer.steps) === digestOf(without);
}

/** One issue for each environment, with what no field declares; closed when there is none. */
async function keepIssue(
  { environment, body }: EnvironmentToPropose,
  results: readonly CorrectionResult[],
  { issues }: Forge,
): Promise<CorrectedEnvironment["issue"]> {
  if (!issues) return undefined;
  const subject = `undeclared drift of ${environment}`;
  const left = results.filter(({ end }) => end.kind === "left");
  if (left.length > 0) {
    const title = `Drift of ${environment} that no change request can declare`;
    return await issues.ensureIssue(subject, { title, body: body(environment, left) });
  }
  await issues.closeIssue(subject, `Nothing of ${environment} is left that no change request can declare.`);
  return undefined;
}
