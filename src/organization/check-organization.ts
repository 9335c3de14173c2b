import { type Issue, issueAt, type Located, type ValuePath } from "../environment/index.ts";
import { counted } from "../lib/index.ts";
import { didYouMean, nearestName } from "../lib/nearest-name.ts";
import type { RawOrganization } from "./document.ts";

type RawSpec = RawOrganization["spec"];
type Report = (path: ValuePath, code: string, message: string) => void;

/** Everything that does not make sense together in a file of the right shape. */
export function organizationIssues(root: Located, { spec }: RawOrganization): readonly Issue[] {
  const issues: Issue[] = [];
  const report: Report = (path, code, message) =>
    issues.push(issueAt(root, ["spec", ...path], { severity: "error", code, message }));
  checkFolders(report, spec);
  checkProjects(report, spec);
  checkForge(report, spec);
  return issues;
}

/** Google counts the levels of folders below an organization: at most ten. */
const deepest = 10;

function checkFolders(report: Report, { folders }: RawSpec): void {
  unique(report, ["folders"], folders, "name");
  const names = folders.map(({ name }) => name);
  const parents = new Map(folders.map(({ name, parent }) => [name, parent]));
  for (const [index, { name, parent }] of folders.entries()) {
    if (parent === undefined) continue;
    const at = ["folders", index, "parent"];
    if (!names.includes(parent)) report(at, "missing-reference", unknown("folder", parent, names));
    const above = [name];
    for (let next: string | undefined = parent; next !== undefined; next = parents.get(next)) {
      if (above.includes(next)) break;
      above.push(next);
    }
    if (parents.get(above.at(-1) ?? "") === name || parent === name)
      report(
        at,
        "folder-cycle",
        `folders hold each other in a circle: ${[...above, name].join(" in ")}; take one of these out`,
      );
    else if (above.length > deepest)
      report(at, "folder-too-deep", `is ${counted(above.length, "level")} deep; Google allows ${deepest} of them`);
  }
  for (const [index, one] of folders.entries()) {
    const called = (folder: typeof one) => (folder.displayName ?? folder.name).toLowerCase();
    const twin = folders.slice(0, index).find((other) => other.parent === one.parent && called(other) === called(one));
    if (twin && twin.name !== one.name)
      report(
        ["folders", index, one.displayName === undefined ? "name" : "displayName"],
        "duplicate-name",
        `${twin.name} beside it is called so already, and case does not count; choose another display name`,
      );
  }
}

function checkProjects(report: Report, { folders, projects, seed }: RawSpec): void {
  unique(report, ["projects"], projects, "name");
  unique(report, ["projects"], projects, "project");
  const names = folders.map(({ name }) => name);
  for (const [index, { folder, project }] of projects.entries()) {
    if (folder !== undefined && !names.includes(folder))
      report(["projects", index, "folder"], "missing-reference", unknown("folder", folder, names));
    if (project === seed.project)
      report(
        ["projects", index, "project"],
        "duplicate-name",
        "is the project of the state already (seed.project); environments need a project of their own",
      );
  }
}

function checkForge(report: Report, { forge }: RawSpec): void {
  if (!forge) return;
  const { kind, repository } = forge;
  const isBitbucket = kind === "bitbucket";
  for (const key of ["workspaceId", "repositoryId"] as const) {
    const given = forge[key] !== undefined;
    if (isBitbucket && !given)
      report(
        ["forge", key],
        "missing-value",
        `bitbucket needs ${key}: its tokens name workspace and repository by UUIDs alone`,
      );
    if (!isBitbucket && given) report(["forge", key], "not-for-this-kind", `is for bitbucket; remove it for ${kind}`);
  }
  if (isBitbucket && forge.issuer !== undefined)
    report(["forge", "issuer"], "not-for-this-kind", "follows from the workspace with bitbucket; remove it");
  if (kind !== "gitlab" && repository.split("/").length !== 2)
    report(["forge", "repository"], "bad-value", `has two parts with ${kind}, such as acme/infrastructure`);
}

function unique<Key extends string>(
  report: Report,
  path: ValuePath,
  entries: readonly { readonly [K in Key]: string }[],
  key: Key,
): void {
  for (const [index, entry] of entries.entries())
    if (entries.slice(0, index).some((other) => other[key] === entry[key]))
      report([...path, index, key], "duplicate-name", `an entry above has ${key} ${entry[key]} already`);
}

function unknown(what: string, written: string, known: readonly string[]): string {
  const there = known.length > 0 ? `; there is ${known.join(", ")}` : "; none is declared";
  return `no ${what} is called ${JSON.stringify(written)}${didYouMean(nearestName(written, known))}${there}`;
}
