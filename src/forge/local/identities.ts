import type { ForgeUser } from "../change-request.ts";
import type { Identities } from "../identities.ts";
import type { OpenedPlace } from "./place.ts";
import { usersRecord } from "./records.ts";

export const userNamed = (name: string): ForgeUser => ({ id: name, name });

export function localIdentities(place: OpenedPlace): Identities {
  return {
    self: () => Promise.resolve(userNamed(place.user)),
    async permissionOf({ id }) {
      const users = (await place.documents.read("users", usersRecord)) ?? {};
      return (Object.hasOwn(users, id) ? users[id] : undefined) ?? "none";
    },
  };
}
