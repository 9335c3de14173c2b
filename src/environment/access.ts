import type { Text } from "./text.ts";

/** A role on one resource for some members, of `spec.access`. Grants of other programs on the same resource stay. */
export interface Access {
  readonly name: string;
  readonly on: AccessTarget;
  readonly role: GrantedRole;
  /** At least one. */
  readonly members: readonly Member[];
  /** Absent: the role counts always. */
  readonly condition?: AccessCondition;
}

export interface AccessTarget {
  readonly kind: "project" | AccessKind;
  /** Empty for the project; `<ring>/<key>` for keys. */
  readonly name: string;
}

/** Kinds of resources that roles can be given on, by their keys in `spec`; `keys` are those of `keyRings`. */
export type AccessKind =
  | "subnets"
  | "buckets"
  | "secrets"
  | "topics"
  | "serviceAccounts"
  | "runServices"
  | "runJobs"
  | "artifactRepositories"
  | "keyRings"
  | "keys";

/** A role by its name at Google, or one of the environment's own. */
export type GrantedRole = { readonly role: string } | { readonly customRole: string };

/** One of the environment's service accounts, or a principal in Google's syntax, such as `group:ops@example.com`. */
export type Member = { readonly serviceAccount: string } | { readonly principal: Text };

export interface AccessCondition {
  readonly title: string;
  readonly description?: string;
  /** In CEL. */
  readonly expression: string;
}

/** A role that the environment declares in its project. */
export interface CustomRole {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** Sorted, each once. */
  readonly permissions: readonly string[];
  readonly stage: "ALPHA" | "BETA" | "GA" | "DEPRECATED" | "DISABLED" | "EAP";
}

/** `customRoles/<name>` is one of the environment's own; anything else is a role of Google's, or of another place. */
export function grantedRole(written: string): GrantedRole {
  const own = "customRoles/";
  return written.startsWith(own) ? { customRole: written.slice(own.length) } : { role: written };
}
