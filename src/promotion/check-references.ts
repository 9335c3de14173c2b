import { takenFrom } from "../change/index.ts";
import { type Issue, issueAt, type Located, type ValuePath } from "../environment/index.ts";
import { checkEnvironments, type Report } from "./check-stages.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import { membersOf } from "./members.ts";
import { isAmong, type References, type ReferencesInto } from "./references.ts";

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
    for (const name of members) checkFollowed(report, at, name, { branches, tags }, fleet);
  }
  return issues;
}

/** An environment's agent and its runs have to follow the same branches, or tags. */
function checkFollowed(
  report: Report,
  at: ValuePath,
  name: string,
  { branches, tags }: ReferencesInto,
  fleet: FleetFacts,
): void {
  const follows = fleet.get(name)?.follows;
  if (!follows || branches.length + tags.length === 0) return;
  const { kind, value } = follows;
  const takes = `${name} takes commits ${takenFrom({ branches, tags })}, and its sync agent follows`;
  if (kind === "branch") {
    if (isAmong(branches, value)) return;
    const remedy =
      branches.length > 0 ? "sync.branch to a branch that reaches it" : "sync.tag or sync.semver to such tags";
    report(at, "follows-another-branch", `${takes} ${value}; set its ${remedy}`);
  } else if (tags.length === 0)
    report(at, "follows-tags", `${takes} tags; set its sync.branch to a branch that reaches it`);
  else if (kind === "tag" && !isAmong(tags, value))
    report(at, "follows-another-tag", `${takes} the tag ${value}; set its sync.tag to a tag that reaches it`);
}
