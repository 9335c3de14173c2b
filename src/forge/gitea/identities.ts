import { keptPromise } from "../../lib/index.ts";
import type { ForgeUser } from "../change-request.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Identities, Permission } from "../identities.ts";
import { foundUsers, permission as permissionAnswer, user as userAnswer } from "./answers.ts";
import type { GiteaClient } from "./client.ts";

export function giteaIdentities(client: GiteaClient): Identities {
  return {
    self: keptPromise(async () => forgeUser(await client.read("user", userAnswer))),
    async permissionOf({ id }) {
      const found = await client.read(`users/search?uid=${encodeURIComponent(id)}`, foundUsers);
      const user = found.data.find((each) => String(each.id) === id);
      if (user === undefined) return "none";
      const path = `repos/${client.repository}/collaborators/${encodeURIComponent(user.login)}/permission`;
      const answer = await orRefusal(client.read(path, permissionAnswer), 403);
      // Only administrators of the repository may ask about others.
      if (answer instanceof ForgeRefused) return "unknown";
      // Renamed between the two questions, so that the name is another user's now.
      return String(answer.user.id) === id ? permissionFrom(answer.permission) : "unknown";
    },
  };
}

export function forgeUser({ id, login }: { readonly id: number; readonly login: string }): ForgeUser {
  return { id: String(id), name: login };
}

/** Gitea's user in place of one that was deleted. */
export const deletedUser: ForgeUser = { id: "-1", name: "Ghost" };

function permissionFrom(word: string): Permission | "unknown" {
  if (word === "owner" || word === "admin") return "admin";
  return word === "write" || word === "read" || word === "none" ? word : "unknown";
}
