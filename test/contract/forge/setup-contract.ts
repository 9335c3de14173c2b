import { beforeEach, describe, expect, it } from "vitest";
import type { Setup } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** How a repository is set up, of a forge that can tell. */
export function setupContract(world: () => ForgeWorld): void {
  describe("its set-up", () => {
    let setup: Setup;
    beforeEach(() => {
      const { forge } = world();
      if (!forge.setup) throw new Error("this forge tells nothing of how it is set up");
      setup = forge.setup;
    });

    it("says that a branch is not protected, and then that it is", async () => {
      expect(await setup.protectionOf("main")).toMatchObject({ isProtected: false, requiredApprovals: 0 });
      await world().protect("main", ["groundwork/preview"]);
      expect(await setup.protectionOf("main")).toMatchObject({ isProtected: true, requiredApprovals: 0 });
    });

    it("says of each right that Groundwork needs that its token has it", async () => {
      expect((await setup.tokenRights()).filter(({ isHeld }) => isHeld !== true)).toEqual([]);
    });

    it("has no webhooks where none was made, for one who may see them", async () => {
      const { owner, forge } = world();
      expect(await ((await world().adapterOf?.(owner)) ?? forge).setup?.webhooks()).toEqual([]);
    });
  });
}
