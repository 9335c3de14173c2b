import { keptPromise } from "../../lib/index.ts";
import type { ForgeUser } from "../change-request.ts";
import type { Identities, Permission } from "../identities.ts";
import { member as memberAnswer, user as userAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";

export function gitlabIdentities(client: GitLabClient): Identities {
  return {
    self: keptPromise(async () =>
      forgeUser(await client.one("the token's user", userAnswer, client.users.showCurrentUser())),
    ),
    async permissionOf({ id }) {
      if (!/^\d+$/.test(id)) return "none";
      // Members of groups, and of groups that were invited, are under no other address.
      const asked = client.members.show(client.repository, Number(id), { includeInherited: true });
      const found = await client.maybe(`member ${id}`, memberAnswer, asked);
      return found?.state === "active" && String(found.id) === id ? permissionOf(found.access_level) : "none";
    },
  };
}

export function forgeUser({ id, username }: { readonly id: number; readonly username: string }): ForgeUser {
  return { id: String(id), name: username };
}

/** GitLab's roles by number: 10 Guest, 20 Reporter, 30 Developer, 40 Maintainer, 50 Owner; others are between them. */
function permissionOf(accessLevel: number): Permission {
  if (accessLevel >= 40) return "admin";
  if (accessLevel >= 30) return "write";
  return accessLevel >= 10 ? "read" : "none";
}
