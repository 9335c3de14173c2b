import { configMap } from "../../scenario/agent-harness/index.ts";
import { type Rival, target } from "./rival.ts";

/** What became of objects that went from one Kustomization to another in one commit. */
export interface Moves {
  readonly lost: number;
  readonly recreated: number;
}

/** Moves `count` objects between two Kustomizations that prune. */
export async function move(rival: Rival, count: number): Promise<Moves> {
  const names = Array.from({ length: count }, (_, index) => `map-${index}`);
  const filesIn = (folder: string, other: string) => ({
    ...Object.fromEntries(names.map((name) => [`${folder}/${name}.yaml`, configMap(name, { value: "moved" })])),
    [`${other}/stays-in-${other}.yaml`]: configMap(`stays-in-${other}`, { value: "stays" }),
    [`${folder}/stays-in-${folder}.yaml`]: configMap(`stays-in-${folder}`, { value: "stays" }),
  });
  const folders = ["from", "to"];
  const before = await rival.repository.commit(filesIn("from", "to"));
  await rival.side.follow(rival.repository.url);
  await Promise.all(folders.map((folder) => rival.declare(folder)));
  await rival.applied(folders, before);
  const identities = await identitiesOf(rival);

  const after = await rival.repository.commit(filesIn("to", "from"));
  await rival.fetch(after);
  await rival.applied(folders, after);
  const found = await identitiesOf(rival);
  return {
    lost: names.filter((name) => !found.has(name)).length,
    recreated: names.filter((name) => found.has(name) && found.get(name) !== identities.get(name)).length,
  };
}

async function identitiesOf({ side: { api } }: Rival): Promise<ReadonlyMap<string, string | undefined>> {
  const { items } = await api.list(await api.resourceOf("v1", "ConfigMap"), { namespace: target });
  return new Map(items.map(({ metadata }) => [metadata.name, metadata.uid]));
}
