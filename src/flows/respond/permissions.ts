import type { CommandVerb } from "../../command/index.ts";
import type { ForgeUser, Identities, Permission } from "../../forge/index.ts";

const weakestFirst: readonly Permission[] = ["none", "read", "write", "admin"];

/** What a person has to be allowed in the repository, by the forge's own word. */
export const neededPermission: Readonly<Record<CommandVerb, Permission>> = {
  // It says what may be done, and is answered in a comment that everybody reads.
  help: "none",
  // Answered with how to approve.
  approve: "none",
  preview: "write",
  up: "write",
  unlock: "write",
  destroy: "admin",
};

export function suffices(given: Permission, needed: Permission): boolean {
  return weakestFirst.indexOf(given) >= weakestFirst.indexOf(needed);
}

/** Asks for each user once. */
export function permissionsOf({ permissionOf }: Pick<Identities, "permissionOf">) {
  const asked = new Map<string, Promise<Permission | "unknown">>();
  return (user: ForgeUser): Promise<Permission | "unknown"> => {
    const answer = asked.get(user.id) ?? permissionOf(user);
    asked.set(user.id, answer);
    return answer;
  };
}
