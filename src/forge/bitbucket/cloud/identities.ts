import { keptPromise } from "../../../lib/index.ts";
import type { ForgeUser } from "../../change-request.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import type { Identities, Permission } from "../../identities.ts";
import { type CloudUser, listedRepository, repositoryPermission, user as userAnswer } from "./answers.ts";
import type { CloudClient } from "./client.ts";

export function cloudIdentities(client: CloudClient): Identities {
  const { ownId, owner, slug } = client.server;
  const self = keptPromise(async () => (ownId === undefined ? await ownUser(client) : { id: ownId, name: ownId }));
  return {
    self,
    async permissionOf({ id }) {
      const query = `q=${encodeURIComponent(`user.uuid="${id.replaceAll(/["\\]/g, "")}"`)}&pagelen=100`;
      const path = `workspaces/${owner}/permissions/repositories/${slug}?${query}`;
      const listed = await orRefusal(client.list(path, repositoryPermission), 403);
      // Only administrators of the repository may ask about others.
      if (listed instanceof ForgeRefused) return (await self()).id === id ? await ownPermission(client) : "unknown";
      return permissionFrom(listed.find(({ user }) => user.uuid === id)?.permission ?? "none");
    },
  };
}

const roles = [
  ["admin", "admin"],
  ["contributor", "write"],
  ["member", "read"],
] as const;

/** What the token's own user may do: lists of repositories can be narrowed down to those where the user has a role. */
async function ownPermission(client: CloudClient): Promise<Permission> {
  const { owner, slug } = client.server;
  for (const [role, permission] of roles) {
    const path = `repositories/${owner}?role=${role}&q=${encodeURIComponent(`slug="${slug}"`)}&pagelen=100`;
    const names = await client.list(path, listedRepository);
    if (names.some((each) => each.full_name.toLowerCase() === client.repository.toLowerCase())) return permission;
  }
  return "none";
}

async function ownUser(client: CloudClient): Promise<ForgeUser> {
  const request = "user";
  const read = await orRefusal(orRefusal(client.read(request, userAnswer), 401), 403);
  if (!(read instanceof ForgeRefused)) return cloudUser(read);
  const { forge, what, status } = read.data;
  throw new ForgeRefused(
    {
      forge,
      request: `GET ${request}`,
      what,
      remedy:
        "Own comments are told from those of others by the token's user. Give an API token the scope read:user:bitbucket; for an " +
        "access token, which has no such scope, set GROUNDWORK_FORGE_USER to the UUID of its user, with the braces.",
      ...(status !== undefined && { status }),
    },
    { cause: read },
  );
}

export function cloudUser({ uuid, display_name: displayName, nickname }: CloudUser): ForgeUser {
  return { id: uuid, name: displayName ?? nickname ?? uuid };
}

/** In place of a user who was deleted. */
export const deletedUser: ForgeUser = { id: "{}", name: "Former user" };

function permissionFrom(word: string): Permission | "unknown" {
  return word === "admin" || word === "write" || word === "read" || word === "none" ? word : "unknown";
}
