/**
 * What an organization is to be: planners from a valid organization to plain resource values.
 *
 * In:   an {@link Organization}, and the environments of the same commit.
 * Out:  {@link DesiredOrganization}, by {@link desiredOrganizationIn}: names, roles and places, decided. The program only translates it.
 * Must not know: Pulumi, the file system, Git, time.
 */

export { organizationPath } from "../../organization/index.ts";
export { type DesiredOrganization, type Holder, seedKey } from "./desired-organization.ts";
export { InvalidOrganization, NoOrganization, NoOrganizationProgram } from "./errors.ts";
export { kindsWithRoles, leastRoles } from "./least-roles.ts";
export { desiredOrganizationIn } from "./read-desired-organization.ts";
