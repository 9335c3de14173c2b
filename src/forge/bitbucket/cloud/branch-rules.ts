import { matchesStars } from "../../../lib/index.ts";
import type { BranchProtection } from "../../setup.ts";
import { keepsPushesAway, type PushRule } from "../push-rules.ts";
import type { Restriction } from "./answers.ts";

/** The rules of one kind that hold for a branch. */
interface RulesOfKind {
  readonly matching: readonly Restriction[];
  /** False where a rule is for branches of the branching model, which Bitbucket matches. */
  readonly areAll: boolean;
}

/**
 * What the rules of a repository protect a branch from. A rule against pushes protects it where it leaves no one out. Approvals are
 * demanded where merge checks are enforced, which is a rule of its own: without it people are warned, and merge all the same.
 */
export function protectionBy(rules: readonly Restriction[], branch: string): BranchProtection {
  const approvals = rulesOf(rules, "require_approvals_to_merge", branch);
  const demanded = Math.max(0, ...approvals.matching.map(({ value }) => value ?? 0));
  const known = approvals.areAll ? demanded : "unknown";
  const isEnforced = areChecksEnforced(rules, branch);
  return {
    isProtected: keepsPushesAway(rules.filter(({ kind }) => kind === "push").map((rule) => pushRule(rule, branch))),
    requiredApprovals: isEnforced === false || known === 0 ? 0 : isEnforced === true ? known : "unknown",
  };
}

/** Whether no change request is merged while one of its builds failed or runs. */
export function areBuildsDemanded(rules: readonly Restriction[], branch: string): boolean {
  const builds = rulesOf(rules, "require_passing_builds_to_merge", branch).matching;
  return areChecksEnforced(rules, branch) === true && builds.some(({ value }) => (value ?? 0) > 0);
}

function pushRule({ branch_match_kind: by, pattern, users, groups }: Restriction, branch: string): PushRule {
  return {
    isMeant: by === "glob" ? matchesStars(pattern, branch) : "unknown",
    leavesSomeoneOut: users?.length !== 0 || groups?.length !== 0,
  };
}

function areChecksEnforced(rules: readonly Restriction[], branch: string): boolean | "unknown" {
  const { matching, areAll } = rulesOf(rules, "enforce_merge_checks", branch);
  if (matching.length > 0) return true;
  return areAll ? false : "unknown";
}

function rulesOf(rules: readonly Restriction[], kind: string, branch: string): RulesOfKind {
  const ofKind = rules.filter((rule) => rule.kind === kind);
  const byPattern = ofKind.filter((rule) => rule.branch_match_kind === "glob");
  return {
    matching: byPattern.filter(({ pattern }) => matchesStars(pattern, branch)),
    areAll: byPattern.length === ofKind.length,
  };
}
