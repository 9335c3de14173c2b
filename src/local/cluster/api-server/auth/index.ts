/**
 * Who asks, and whether they may.
 *
 * In:   `Authorization` headers, the cluster's service accounts, roles and bindings.
 * Out:  {@link Tokens} (authentication, new tokens), {@link Access} (authorization by RBAC).
 * Must not know: HTTP, what requests do.
 */
export { Access, type Wish } from "./access.ts";
export { escalationIn, everyRight } from "./escalation.ts";
export { defaultAudiences, Tokens } from "./tokens.ts";
export { type User } from "./user.ts";
