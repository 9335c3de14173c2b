import { bringUp } from "../../../src/flows/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { MemoryForge } from "../../fakes/driver/memory-forge.ts";
import { corrections } from "./correcting-world.ts";

export const proposalReference = "refs/heads/groundwork/drift-dev";
const proposes = "    - { environments: [dev], mode: propose }\n";

export const declaration = "environments/dev/environment.yaml";
const profile = "environments/_profiles/small.yaml";
export const spec = (size: string) =>
  `apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\nspec:\n  # as large as the team needs\n  values: { size: ${size}, other: kept } # both\n`;

/** An environment whose program makes one network, of the value `size` in its declaration. */
export async function proposing(
  file = spec("small"),
  profiled?: string,
): Promise<{ readonly world: DriverWorld; readonly host: MemoryForge }> {
  const world = new DriverWorld(["dev"]);
  world.engine.reads = { reads: { cloud: true, stacks: [], previewed: [] } };
  const declaredIn = (commit: string) => {
    const content = world.git.contentOf(commit);
    const sizeIn = (path: string) => /size: "?([a-z ]+)"?/u.exec(content[path] ?? "")?.[1];
    return { main: { size: sizeIn(declaration) ?? sizeIn(profile) ?? "", other: "kept" } };
  };
  world.engine.wanted.set("dev", () => declaredIn(world.workspaces.at(-1) ?? ""));
  world.git.make({
    ...corrections(proposes),
    [declaration]: file,
    ...(profiled !== undefined && { [profile]: profiled }),
  });
  const confirm = async () => await Promise.resolve(true);
  await bringUp({ environments: [], refresh: false, requirePreview: false, confirm }, world.ports);
  const host = new MemoryForge();
  host.branchHeads.set("refs/heads/main", world.git.tipOf("main") ?? "");
  world.host = host;
  return { world, host };
}
