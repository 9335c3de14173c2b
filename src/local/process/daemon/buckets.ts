import { readdir, rm } from "node:fs/promises";
import { type ClusterEffects, DeletionRefused } from "../../cloud/index.ts";
import { bucketFolder } from "../home/index.ts";

const BUCKET = "gcp:storage/bucket:Bucket";

/**
 * `effects`, and besides them the objects that were written into buckets from outside of the cloud's own API, such as states: a bucket that
 * holds some is deleted with `forceDestroy` alone, and then with them.
 *
 * @throws {DeletionRefused} on deletion
 */
export function withBuckets(home: string, effects: ClusterEffects): ClusterEffects {
  return {
    ...effects,
    deleted: async (resource) => {
      await effects.deleted(resource);
      if (resource.type !== BUCKET) return;
      const folder = bucketFolder(home, resource.id);
      if ((await entriesOf(folder)).length > 0 && resource.properties["forceDestroy"] !== true)
        throw new DeletionRefused({
          id: resource.id,
          because: "objects were written into it",
          remedy: `They lie in ${folder}. Delete them, or set forceDestroy to true and run up first.`,
        });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
