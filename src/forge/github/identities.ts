import type { ForgeUser } from "../change-request.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Identities, Permission } from "../identities.ts";
import { account as accountAnswer, permission as permissionAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";
import { type Actor, viewer, viewerAnswer } from "./queries.ts";

export function githubIdentities(client: GithubClient): Identities {
  let me: Promise<ForgeUser> | undefined;
  return {
    self() {
      // REST tells only people who they are: Actions and Apps are answered with 403.
      me ??= client
        .query(viewer, {}, viewerAnswer)
        .then(({ viewer: { databaseId, login } }) => forgeUser({ id: databaseId, login }));
      // A failed look is not kept: the next call asks again.
      me.catch(() => {
        me = undefined;
      });
      return me;
    },
    async permissionOf({ id }) {
      if (!/^\d+$/.test(id)) return "none";
      const user = await client.find(`user/${id}`, accountAnswer);
      if (user === undefined) return "none";
      const path = `repos/${client.repository}/collaborators/${encodeURIComponent(user.login)}/permission`;
      const answer = await orRefusal(client.find(path, permissionAnswer), 403);
      if (answer instanceof ForgeRefused) return "unknown";
      // Renamed between the two questions, so that the name is another user's now.
      const isSame = answer === undefined || String(answer.user?.id) === id;
      const given = isSame ? permissionFrom(answer?.permission ?? "none") : "unknown";
      // An App has rights by its installation, and is no collaborator.
      return user.type === "Bot" && given !== "write" && given !== "admin" ? "unknown" : given;
    },
  };
}

export function forgeUser({ id, login }: { readonly id: number; readonly login: string }): ForgeUser {
  return { id: String(id), name: login };
}

/** In place of a user who was deleted, and of an actor without a number: it is equal to no other user. */
export const unknownUser: ForgeUser = { id: "-1", name: "ghost" };

export function userOf(actor: Actor): ForgeUser {
  return knownUser(actor) ?? unknownUser;
}

export function knownUser(actor: Actor): ForgeUser | undefined {
  const id = actor?.databaseId;
  return actor && typeof id === "number" ? { id: String(id), name: actor.login } : undefined;
}

/** `maintain` is told as write, and `triage` as read. */
function permissionFrom(word: string): Permission | "unknown" {
  return word === "admin" || word === "write" || word === "read" || word === "none" ? word : "unknown";
}
