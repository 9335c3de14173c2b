import type { RawSpec } from "../schema/index.ts";
import type { SharedVpc } from "../shared-vpc.ts";
import type { Findings } from "./findings.ts";

const path = ["spec", "network", "sharedVpc", "serviceProjects"] as const;

export function buildSharedVpc(
  findings: Findings,
  raw: RawSpec["network"]["sharedVpc"],
  ownProject: string,
): { readonly sharedVpc?: SharedVpc } {
  if (raw === undefined) return {};
  const projects = raw.serviceProjects;
  findings.uniqueNames(
    path,
    projects.map((name) => ({ name })),
  );
  for (const [index, project] of projects.entries()) {
    if (project === ownProject) {
      const message = `is ${project}, the host itself; name projects that use its networks`;
      findings.error([...path, index], "host-as-service-project", message);
    }
  }
  return { sharedVpc: { serviceProjects: [...new Set(projects)].toSorted() } };
}
