import { beforeEach, describe, expect, it } from "vitest";
import type { Identities } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** Who users are, and what they may do. */
export function identitiesContract(world: () => ForgeWorld): void {
  describe("its identities", () => {
    let identities: Identities;

    beforeEach(() => {
      const { forge } = world();
      if (!forge.identities) throw new Error("this forge knows no users");
      identities = forge.identities;
    });

    it("know the token's own user", async () => {
      const other = await (await world().anotherBot()).identities?.self();
      const me = await identities.self();
      expect(me.id).not.toBe(other?.id);
      expect(await identities.self()).toEqual(me);
    });

    it.each(["read", "write", "admin"] as const)("know that a user may %s", async (permission) => {
      expect(await identities.permissionOf(await world().user(permission))).toBe(permission);
    });

    it("know that the owner may all", async () => {
      expect(await identities.permissionOf(world().owner)).toBe("admin");
    });

    it("grant nothing to a user who is not there, whose name is now another's", async () => {
      const admin = await world().user("admin");
      expect(await identities.permissionOf({ id: "4711000", name: admin.name })).toBe("none");
    });
  });
}
