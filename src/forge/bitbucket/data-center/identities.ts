import { keptPromise } from "../../../lib/index.ts";
import type { ForgeUser } from "../../change-request.ts";
import { ForgeRefused } from "../../errors.ts";
import type { Identities } from "../../identities.ts";
import { type DataCenterUser, user as userAnswer } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";

const permissions = [
  ["REPO_ADMIN", "admin"],
  ["REPO_WRITE", "write"],
  ["REPO_READ", "read"],
] as const;

export function dataCenterIdentities(client: DataCenterClient): Identities {
  const { owner, slug } = client.server;
  return {
    self: keptPromise(() => ownUser(client)),
    async permissionOf({ id, name }) {
      for (const [word, permission] of permissions) {
        const right = `permission.1=${word}&permission.1.projectKey=${owner}&permission.1.repositorySlug=${slug}`;
        const path = `api/latest/users?filter=${encodeURIComponent(name)}&${right}`;
        // The filter is a part of the name, and another user may have the name by now.
        if ((await client.list(path, userAnswer)).some((each) => String(each.id) === id)) return permission;
      }
      return "none";
    },
  };
}

/** No route tells who asks. Every answer to a user's token does, in its headers. */
async function ownUser(client: DataCenterClient): Promise<ForgeUser> {
  const path = "api/latest/application-properties";
  const { headers } = await client.get(path);
  const [id, name] = [headers.get("x-auserid"), headers.get("x-ausername")];
  if (id !== null && /^\d+$/.test(id)) return { id, name: name === null ? id : decoded(name) };
  throw new ForgeRefused({
    forge: client.forge,
    request: `GET ${path}`,
    what: "it names no user for the token",
    remedy:
      "Own comments are told from those of others by the token's user. Set GROUNDWORK_FORGE_TOKEN to an HTTP access token of a " +
      "user: one of a project or a repository has none.",
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function dataCenterUser({ id, name }: DataCenterUser): ForgeUser {
  return { id: String(id), name };
}
