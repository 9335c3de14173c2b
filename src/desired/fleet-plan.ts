import {
  type AddressBook,
  environmentPath,
  type Fleet,
  type Issue,
  inOrder,
  issueAt,
  type ReadEnvironment,
  validEnvironments,
} from "../environment/index.ts";
import { type AddressPlan, planAddresses } from "./plan-addresses.ts";
import { neededRanges } from "./wanted-ranges.ts";

/** Addresses of a fleet's valid environments, and what is wrong with them by environment. */
export interface FleetPlan extends AddressPlan {
  readonly issuesOf: ReadonlyMap<string, readonly Issue[]>;
}

/** Plans the addresses of a fleet, with a warning for each environment that has unrecorded ones. */
export function planFleet(fleet: Fleet, book: AddressBook): FleetPlan {
  const valid = validEnvironments(fleet);
  const plan = planAddresses(
    [...valid.values()].map(({ environment }) => environment),
    book,
  );
  const issues = new Map<string, Issue[]>();
  for (const { environment, key, ...issue } of plan.issues) {
    const read = valid.get(environment);
    if (read) issues.set(environment, [...(issues.get(environment) ?? []), rangeIssue(read, key, issue)]);
  }
  for (const name of valid.keys()) {
    const warning = unrecordedWarning(name, plan.environments.get(name)?.unrecorded ?? []);
    issues.set(name, [...inOrder([...(issues.get(name) ?? []), ...warning])]);
  }
  return { ...plan, issuesOf: issues };
}

function rangeIssue(
  { environment, document }: ReadEnvironment,
  key: string,
  issue: Pick<Issue, "severity" | "code" | "message">,
): Issue {
  const range = neededRanges(environment).find((range) => range.key === key);
  return issueAt(document, range?.path ?? ["spec", "network"], issue);
}

function unrecordedWarning(name: string, unrecorded: readonly string[]): readonly Issue[] {
  if (unrecorded.length === 0) return [];
  const message =
    `addresses of ${unrecorded.join(", ")} are planned but not recorded, so they may move when something is added; ` +
    "record them with: groundwork env validate --fix";
  const place = { file: environmentPath(name), line: 1, column: 1 };
  return [{ ...place, severity: "warning", code: "unrecorded-addresses", path: "", message }];
}
