import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { namesAndDiffs } from "./names-and-diffs.ts";
import { readsAndDeletes } from "./reads-and-deletes.ts";
import { type ApiServerUnderTest, World } from "./world.ts";
import { writes } from "./writes.ts";

/** What the kubernetes provider does on any API server. */
export function kubernetesProviderContract(name: string, start: () => Promise<ApiServerUnderTest>): void {
  describe(`the kubernetes provider on ${name}`, () => {
    let api: ApiServerUnderTest;
    let world: World;

    beforeAll(async () => {
      api = await start();
    });
    beforeEach(async () => {
      world = await World.on(api);
    });
    afterEach(() => world.client.close());
    afterAll(() => api.stop());

    namesAndDiffs(() => world);
    writes(() => world);
    readsAndDeletes(() => world);
  });
}
