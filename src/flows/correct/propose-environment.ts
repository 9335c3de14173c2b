import { digestOf, type Plan, shownSteps } from "../../change/index.ts";
import {
  type CorrectedEnvironment,
  type CorrectionEnd,
  type CorrectionResult,
  type CorrectionTarget,
  decideCorrection,
  type LeftDifference,
} from "../../correction/index.ts";
import { environmentPath } from "../../environment/index.ts";
import type { Forge } from "../../forge/index.ts";
import type { CommitId, CommitTree, CommitWriter } from "../../git/index.ts";
import { textIn } from "../../lib/index.ts";
import { branchOnForge, newestOnForge, placeChange } from "../change-request/index.ts";
import { compareInfrastructure } from "../drift/index.ts";
import type { FlowPorts } from "../ports.ts";
import { makePreview } from "../preview/index.ts";
import { hasCommit } from "../selection/index.ts";
import { type CorrectPorts, problemOfComparison } from "./correct-environment.ts";
import { declareObserved } from "./declare-observed.ts";
import { ProposalBranchTaken } from "./errors.ts";
import { proposalBranch, proposalMessage, proposalTitle } from "./proposal-branch.ts";
import { keepIssue } from "./undeclared-issue.ts";
import { wasDeclined } from "./withdraw-proposal.ts";

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
  const [tree, comparedTree] = [await ports.git.treeOf(tip), await ports.git.treeOf(known.commit)];
  const declaring = await declareTargets(decision.targets, { environment, plan, tree, comparedTree });
  const { declared, text } = declaring;
  const results = [...leftOf(decision.left), ...leftOf(declaring.left)];
  const file = environmentPath(environment);
  const targets = declared.map(({ target }) => target);
  const made = targets.length === 0 ? undefined : await commitOf({ environment, tip, file, text, targets }, ports);
  const isClean = made !== undefined && (await changesNothing(made.commit, tip, environment, targets, plan, ports));
  const head = proposalBranch(environment);
  const isDeclined = isClean && (await wasClosed({ environment, file, text }, ports, forge));
  const opens =
    isClean && !isDeclined && forge?.branches !== undefined && forge.proposals !== undefined && !wanted.dryRun;
  for (const { target, fields } of declared) {
    const end: CorrectionEnd =
      isClean && !isDeclined
        ? { kind: opens ? "proposed" : "would-propose", fields }
        : { kind: "left", because: isDeclined ? "declined" : "changes-more" };
    results.push({ difference: target.difference, end });
  }
  if (wanted.dryRun || !forge) return { ...common, results };
  const issue = await keepIssue(wanted, results, forge);
  if (!opens || !made) return { ...common, results, ...(issue && { issue }) };
  const proposed = results.filter(({ end }) => end.kind === "proposed");
  const placed = await placeChange(
    {
      ...made,
      head,
      base: branch,
      tip,
      body: () => wanted.body(environment, proposed),
      refusal: (standing) => new ProposalBranchTaken({ branch: head, commit: standing }),
    },
    { git: ports.git, commits: ports.commits },
    forge,
  );
  const url = placed.place.kind === "opened" ? placed.place.changeRequest.url : undefined;
  const proposal = { branch: head, commit: placed.commit, ...(url !== undefined && { url }) };
  return { ...common, results, proposal, ...(issue && { issue }) };
}

function leftOf(left: readonly LeftDifference[]): readonly CorrectionResult[] {
  return left.map(({ difference, because }) => ({ difference, end: { kind: "left", because } }));
}

interface DeclaredTargets {
  readonly declared: readonly { readonly target: CorrectionTarget; readonly fields: readonly string[] }[];
  readonly left: readonly LeftDifference[];
  /** The environment's file with all that is declared in it. */
  readonly text: string;
}

/** Declares one target after the other in the environment's own file, as the branch has it. */
async function declareTargets(
  targets: readonly CorrectionTarget[],
  at: {
    readonly environment: string;
    readonly plan: Plan;
    /** Of the branch. */
    readonly tree: CommitTree;
    /** What was compared. */
    readonly comparedTree: CommitTree;
  },
): Promise<DeclaredTargets> {
  const { environment, plan, tree, comparedTree } = at;
  const file = environmentPath(environment);
  let text = await textIn(tree, file);
  // What the branch declares since is not what was compared.
  const isSame = text !== undefined && text === (await textIn(comparedTree, file));
  const declared: DeclaredTargets["declared"][number][] = [];
  const left: LeftDifference[] = [];
  for (const target of targets) {
    const step = plan.steps.find(({ urn, op }) => urn === target.urn && op === "update");
    const found =
      step && isSame && text !== undefined ? await declareObserved(environment, text, step, tree) : undefined;
    if (found?.kind === "declared") {
      text = found.text;
      declared.push({ target, fields: found.fields });
    } else left.push({ difference: target.difference, because: found?.because ?? "no-field" });
  }
  return { declared, left, text: text ?? "" };
}

/**
 * Whether the branch says the same already, and a person has closed its change request. One that was merged was taken back since, and a branch
 * that never had one was pushed by a run that ended then.
 */
async function wasClosed(
  { environment, file, text }: Pick<NewDeclaration, "environment" | "file" | "text">,
  { git }: Pick<ProposePorts, "git">,
  forge: Forge | undefined,
): Promise<boolean> {
  const { branches, proposals, board } = forge ?? {};
  if (!branches || !proposals) return false;
  const head = proposalBranch(environment);
  const standing = await branchOnForge(branches, head);
  if (standing === undefined || !(await hasCommit(standing, git))) return false;
  if ((await textIn(await git.treeOf(standing), file)) !== text) return false;
  const requests = (await proposals.from(head)).filter((each) => each.head.commit === standing);
  if (requests.some(({ state }) => state === "open")) return false;
  return await wasDeclined(requests, environment, board);
}

interface NewDeclaration {
  readonly environment: string;
  readonly tip: CommitId;
  readonly file: string;
  readonly text: string;
  readonly targets: readonly CorrectionTarget[];
}

async function commitOf({ environment, tip, file, text, targets }: NewDeclaration, { commits }: ProposePorts) {
  const title = proposalTitle(environment);
  const message = proposalMessage(
    environment,
    targets.map(({ difference }) => difference),
  );
  const files = new Map([[file, await commits.store(text)]]);
  const by = await commits.person();
  return { title, commit: await commits.commit({ parent: tip, files, message, ...(by !== undefined && { by }) }) };
}

/** Whether the change leaves these resources as they stand, and does nothing that bringing the environment up would not do without it. */
async function changesNothing(
  commit: CommitId,
  tip: CommitId,
  environment: string,
  targets: readonly CorrectionTarget[],
  plan: Plan,
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
