import { keptPromise } from "../../lib/index.ts";
import type { ForgeUser } from "../change-request.ts";
import { ForgeRefused } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Identities, Permission } from "../identities.ts";
import { account as accountAnswer, permission as permissionAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";
import { type Actor, viewer, viewerAnswer } from "./queries.ts";

export function githubIdentities(client: GithubClient): Identities {
  return {
    // REST tells only people who they are: Actions and Apps are answered with 403.
    self: keptPromise(async () => {
      const { databaseId: id, login } = (await client.query(viewer, {}, viewerAnswer)).viewer;
      return forgeUser({ id, login });
    }),
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
