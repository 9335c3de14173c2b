import { type Issue, issueAt, type Located, type ValuePath } from "../environment/index.ts";
import { checkEnvironments, type Report } from "./check-stages.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import { membersOf } from "./members.ts";
import { isAmong, type References } from "./references.ts";

/** Everything that is wrong with references of the right shape. */
export function checkReferences(root: Located, references: References, fleet: FleetFacts): readonly Issue[] {
  const issues: Issue[] = [];
  const report: Report = (path, code, message, severity = "error") =>
    issues.push(issueAt(root, path, { severity, code, message }));
  for (const [index, { environments, branches, tags }] of references.entries()) {
    const at: ValuePath = ["spec", "refs", index, "environments"];
    if (branches.length + tags.length === 0)
      report(at, "reached-by-nothing", "nothing reaches these environments; name branches, tags or both beside them");
    checkEnvironments(report, at, environments, fleet);
    const members = membersOf({ environments }, fleet);
    const earlier = references.slice(0, index).flatMap((other) => other.environments);
    const twice = members.filter((name) => isAmong(earlier, name));
    if (twice.length > 0)
      report(
        at,
        "in-two-refs",
        `${twice.join(", ")} stands in an entry above already; write all its branches and tags there`,
      );
    if (branches.length > 0) for (const name of members) checkFollowed(report, at, name, branches, fleet);
  }
  return issues;
}

/** An environment's agent and its runs have to follow the same branch. Of an agent that follows tags, branches say nothing. */
function checkFollowed(
  report: Report,
  at: ValuePath,
  name: string,
  branches: readonly string[],
  fleet: FleetFacts,
): void {
  const follows = fleet.get(name)?.follows;
  if (follows?.kind !== "branch" || isAmong(branches, follows.value)) return;
  const message =
    `${name} takes commits from ${branches.join(", ")}, and its sync agent follows ${follows.value}; ` +
    "set its sync.branch to a branch that reaches it";
  report(at, "follows-another-branch", message);
}
