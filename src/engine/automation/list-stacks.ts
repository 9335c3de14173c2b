import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { cleaningUp } from "../../lib/index.ts";
import type { PulumiCli } from "./cli.ts";
import { Pulumi } from "./pulumi.ts";

const listed = z.array(
  z.looseObject({ name: z.string(), resourceCount: z.number().optional(), lastUpdate: z.string().optional() }),
);

export interface ListStacksParts {
  readonly cli: () => Promise<PulumiCli>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Names of a project's stacks that hold resources, as `pulumi stack ls` tells them. One whose count the backend does not tell
 * counts as holding some.
 *
 * @throws the CLI's named errors, {@link CliMissing} among them.
 */
export async function listStacks(
  { cli, environment }: ListStacksParts,
  project: string,
): Promise<ReadonlyMap<string, string | undefined>> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-pulumi-"));
  return await cleaningUp(
    async () => {
      await writeFile(path.join(folder, "Pulumi.yaml"), `name: ${JSON.stringify(project)}\nruntime: nodejs\n`);
      const pulumi = new Pulumi(cli, environment);
      const out = await pulumi.ask("stack ls", { stack: "" }, ["--json", "--project", project], { cwd: folder });
      const stacks = listed.parse(JSON.parse(out)).filter(({ resourceCount }) => resourceCount !== 0);
      return new Map(stacks.map(({ name, lastUpdate }) => [name.split("/").at(-1) ?? name, lastUpdate]));
    },
    () => rm(folder, { recursive: true, force: true }),
  );
}
