import { textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import type { Draft, World } from "../type-rules.ts";

const KEY = "gcp:kms/cryptoKey:CryptoKey";

/** A key of a project whose keys this cloud knows must be there. Keys of other projects are taken as they are. */
export function refuseMissingKey({ id, properties }: Draft, world: World, property: string, named: unknown): void {
  const key = textOf(named);
  const [, project] = /^projects\/([^/]+)\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/.exec(key ?? "") ?? [];
  if (key === undefined || project === undefined || project !== properties["project"]) return;
  if (world.find(KEY, key) !== undefined || world.ofType(KEY).length === 0) return;
  throw new InvalidRequest({ id, property, reason: `names ${key}, a key that does not exist.` });
}
