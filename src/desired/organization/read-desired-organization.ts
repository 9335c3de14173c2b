import { issuesOf, loadFleet, validEnvironments } from "../../environment/index.ts";
import type { FileTree } from "../../lib/index.ts";
import { organizationPath, readOrganization } from "../../organization/index.ts";
import type { DesiredOrganization } from "./desired-organization.ts";
import { InvalidOrganization, NoOrganization } from "./errors.ts";
import { planOrganization } from "./plan-organization.ts";

/**
 * What the organization of a tree is to be.
 *
 * Environments decide what the accounts of jobs may do. While one of them cannot be read, what it needs is unknown, and a plan without it
 * would take roles away: so all of them have to be valid.
 *
 * @throws {NoOrganization}
 * @throws {InvalidOrganization} with everything that is wrong with the organization's file, and with all environments
 */
export async function desiredOrganizationIn(tree: FileTree): Promise<DesiredOrganization> {
  const [reading, fleet] = await Promise.all([readOrganization(tree), loadFleet(tree)]);
  if (!reading) throw new NoOrganization({ path: organizationPath });
  const wrong = [...reading.issues, ...issuesOf(fleet)].filter(({ severity }) => severity === "error");
  if (!reading.ok || wrong.length > 0) throw new InvalidOrganization({ issues: wrong });
  const environments = [...validEnvironments(fleet).values()].map(({ environment }) => environment);
  return planOrganization(reading.value, environments);
}
