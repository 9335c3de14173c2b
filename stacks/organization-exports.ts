/**
 * What the program of an organization imports from the installed package.
 *
 * In:   the folder of the repository.
 * Out:  {@link createOrganization}; {@link OrganizationStack} for resources beside it.
 * Must not know: environments' programs, engines, the driver.
 */
export { type CreateOrganizationOptions, createOrganization } from "./create-organization.ts";
export { OrganizationStack } from "./organization/index.ts";
