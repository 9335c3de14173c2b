/**
 * Service accounts, and who may do what: members, bindings and policies of any resource.
 *
 * In:   drafts of these types.
 * Out:  {@link serviceAccount}, {@link serviceAccountKey}, {@link customRole}, {@link iamRulesOf} for every IAM type by its name.
 * Must not know: what a role permits. Nothing here grants or denies anything.
 */
export { customRole } from "./custom-roles.ts";
export { iamRulesOf } from "./iam-policies.ts";
export { serviceAccount, serviceAccountKey } from "./service-accounts.ts";
export { workloadIdentityPool, workloadIdentityPoolProvider } from "./workload-identity.ts";
