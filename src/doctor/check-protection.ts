import type { CheckResult } from "../change/index.ts";
import type { BranchProtection, Setup } from "../forge/index.ts";
import { counted } from "../lib/index.ts";

/** The environment of the CI whose job may change the cloud. */
export const upEnvironment = "groundwork-up";

/** What this forge's adapter does not ask for, or the token may not read. */
export const notTold = (what: string): Omit<CheckResult, "name"> => ({
  state: "unknown",
  found: "not known",
  remedy: `Groundwork cannot ask this forge about ${what}: look at its settings.`,
});

/** Whether a change gets to the branch by a change request alone that was approved as `up` demands it. */
export async function checkProtection(
  setup: Setup | undefined,
  { branch, approvals }: { readonly branch: string; readonly approvals: number },
): Promise<Omit<CheckResult, "name">> {
  const protection: BranchProtection | "unknown" = setup ? await setup.protectionOf(branch) : "unknown";
  if (protection === "unknown") return notTold(`the protection of ${branch}`);
  const { isProtected, requiredApprovals } = protection;
  if (isProtected === false)
    return {
      state: "bad",
      found: "none: changes can be pushed past a change request",
      remedy: `Protect ${branch} against pushes. up refuses what was not merged from a change request.`,
    };
  const known = [
    ...(isProtected === true ? ["protected"] : []),
    ...(requiredApprovals === "unknown" ? [] : [counted(requiredApprovals, "approval")]),
    ...(protection.hasMergeQueue === true ? ["merge queue"] : []),
  ];
  const unknown = unknownOf(protection);
  const remedies = weaknessesOf(protection, approvals);
  if (unknown.length > 0) {
    const look = `Look at the rules that protect ${branch}, with a token that may read them.`;
    const found = [...known, `not known: ${unknown.join(", ")}`].join(", ");
    return { state: "unknown", found, remedy: [...remedies, look].join(" ") };
  }
  const found = known.join(", ");
  return remedies.length === 0 ? { state: "good", found } : { state: "optional", found, remedy: remedies.join(" ") };
}

function unknownOf(protection: BranchProtection): readonly string[] {
  const { isProtected, requiredApprovals, dismissesApprovals, bypassedBy } = protection;
  return [
    ...(isProtected === "unknown" ? ["whether changes can be pushed past a change request"] : []),
    ...(requiredApprovals === "unknown" ? ["how many approvals are demanded"] : []),
    ...(dismissesApprovals === "unknown" ? ["whether a push dismisses approvals"] : []),
    ...(bypassedBy === "unknown" ? ["who may bypass the rules"] : []),
  ];
}

/** What lets a change be merged that up refuses afterwards. */
function weaknessesOf(protection: BranchProtection, approvals: number): readonly string[] {
  const { requiredApprovals, dismissesApprovals, bypassedBy = [] } = protection;
  return [
    ...(requiredApprovals !== "unknown" && requiredApprovals < approvals
      ? [`Demand ${counted(approvals, "approval")}: up refuses a change request with fewer, after it was merged.`]
      : []),
    ...(dismissesApprovals === false && approvals > 0
      ? ["Let a push dismiss approvals: up counts none of an older commit."]
      : []),
    ...(bypassedBy.length > 0 && bypassedBy !== "unknown"
      ? [`These may push past the rules, which up refuses: ${bypassedBy.join(", ")}.`]
      : []),
  ];
}

/**
 * Jobs of every branch and tag that is let into the environment get the identity that may change the cloud.
 *
 * @param tags pattern of those that bring something up
 */
export async function checkEnvironment(
  setup: Setup | undefined,
  branch: string,
  tags?: string,
): Promise<Omit<CheckResult, "name">> {
  const branches = (await setup?.environmentBranches?.(upEnvironment)) ?? "missing";
  if (branches === "unknown") return notTold(`the environment ${upEnvironment}`);
  const allowed = tags === undefined ? branch : `${branch} and the tags ${tags}`;
  const remedy = `Allow the environment ${upEnvironment} to be deployed from ${allowed} alone: it holds the identity of up.`;
  if (branches === "missing")
    return { state: "bad", found: "not there: the first job that names it makes one for every branch", remedy };
  if (branches === "any") return { state: "bad", found: "every branch may use it", remedy };
  if (branches === "protected")
    return {
      state: "bad",
      found: "every protected branch may use it, and every branch where no rule protects one",
      remedy,
    };
  const isTags = (each: string) => tags !== undefined && each === `the tag ${tags}`;
  const others = branches.filter((each) => each !== branch && !isTags(each));
  if (others.length > 0) return { state: "bad", found: `may be used by ${branches.join(", ")}`, remedy };
  if (!branches.includes(branch)) return { state: "bad", found: "no branch may use it", remedy };
  if (tags !== undefined && !branches.some(isTags))
    return { state: "bad", found: `no tag may use it, and ${tags} are to bring up`, remedy };
  return { state: "good", found: `${allowed} alone may use it` };
}
