/**
 * An organization as Pulumi components. They translate and decide nothing.
 *
 * In:   values of `src/desired/organization`.
 * Out:  {@link OrganizationStack} with its outputs.
 * Must not know: how anything is decided, files, engines.
 */
export { OrganizationStack } from "./organization-stack.ts";
