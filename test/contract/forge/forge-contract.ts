import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boardContract } from "./board-contract.ts";
import { changeRequestsContract } from "./change-requests-contract.ts";
import { commentsContract, signsContract } from "./comments-contract.ts";
import type { ForgeWorld } from "./forge-world.ts";
import { identitiesContract } from "./identities-contract.ts";
import { issuesContract } from "./issues-contract.ts";
import { mergesContract } from "./merges-contract.ts";
import { proposalsContract } from "./proposals-contract.ts";
import { reviewsContract } from "./reviews-contract.ts";
import { setupContract } from "./setup-contract.ts";
import { statusesContract } from "./statuses-contract.ts";

/**
 * What a forge cannot do.
 *
 * - `issues`: it has none.
 * - `signs`: it sets none beside comments.
 * - `required checks`: it counts checks, and does not name them.
 */
export type Lack = "issues" | "required checks" | "signs";

export interface ForgeTraits {
  readonly lacks?: readonly Lack[];
  /** Whether its adapter says how a repository is set up. @default false */
  readonly tellsSetup?: boolean;
}

/** What every forge with change requests does. @param makeWorld a new repository for each test */
export function forgeContract(
  name: string,
  makeWorld: () => Promise<ForgeWorld>,
  { lacks = [], tellsSetup = false }: ForgeTraits = {},
): void {
  describe(`${name} as a forge`, () => {
    let world: ForgeWorld;

    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(async () => {
      await world.end();
    });

    it("says which forge and which repository it is", () => {
      expect(world.forge.name).toMatch(/^(?:bitbucket|gitea|github|gitlab|local)$/);
      expect(world.forge.repository).toContain("platform");
    });

    boardContract(() => world);
    commentsContract(() => world);
    if (lacks.includes("signs")) withoutSigns(() => world);
    else signsContract(() => world);
    statusesContract(() => world);
    changeRequestsContract(() => world, lacks);
    proposalsContract(() => world);
    reviewsContract(() => world);
    mergesContract(() => world);
    identitiesContract(() => world);
    if (tellsSetup) setupContract(() => world);
    if (lacks.includes("issues")) withoutIssues(() => world);
    else issuesContract(() => world);
  });
}

function withoutIssues(world: () => ForgeWorld): void {
  it("has no port for issues", () => {
    expect(world().forge).not.toHaveProperty("issues");
  });
}

function withoutSigns(world: () => ForgeWorld): void {
  it("has no port for signs beside comments", () => {
    expect(world().forge).not.toHaveProperty("reactions");
  });
}
