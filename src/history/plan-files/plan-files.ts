import { createHash, randomBytes } from "node:crypto";
import { readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import type { InputsDigest, Plan } from "../../change/index.ts";
import { makeFolder, readPlainFile } from "../../lib/index.ts";
import type { KeptPlans } from "../kept-plans.ts";

/** How many plans of an environment are kept: of the change requests that are worked on at a time, and of main. */
const keptOfEach = 5;
/** In bytes. */
const longestPlan = 64 * 1024 * 1024;

const planFile = z.looseObject({
  version: z.literal(1),
  /** 64 hexadecimal digits over `plan` as JSON without spaces. */
  sha256: z.string(),
  plan: z.looseObject({
    result: z.literal("succeeded"),
    steps: z.array(z.looseObject({ urn: z.string(), op: z.string() })),
  }),
});

/** Keeps plans as `<folder>/<environment>/<inputs>.json`, each written whole or not at all, readable for their owner alone. */
export function planFiles(folder: string): KeptPlans {
  const fileOf = (environment: string, inputs: InputsDigest) =>
    path.join(folder, encodeURIComponent(environment), `${inputs.replace(/^inputs-sha256:/u, "")}.json`);
  return {
    async keep(environment, inputs, plan) {
      const file = fileOf(environment, inputs);
      const draft = `${file}.${process.pid}-${randomBytes(6).toString("hex")}`;
      try {
        await makeFolder(path.dirname(file));
        await writeFile(draft, JSON.stringify({ version: 1, sha256: hashOf(plan), plan }), { mode: 0o600 });
        await rename(draft, file);
        await removeOldest(path.dirname(file));
      } catch {
        // The disk is full, or the folder is another user's: the plan is made again.
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
    async find(environment, inputs) {
      try {
        const bytes = await readPlainFile(fileOf(environment, inputs), { limit: longestPlan, links: "followed" });
        if (!bytes) return undefined;
        const json = JSON.parse(bytes.toString("utf8")) as { readonly plan: Plan };
        const { sha256 } = planFile.parse(json);
        return hashOf(json.plan) === sha256 ? json.plan : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

async function removeOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  if (files.length <= keptOfEach) return;
  const aged = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
  const oldest = aged.toSorted((one, other) => other.at - one.at).slice(keptOfEach);
  await Promise.all(oldest.map(({ file }) => rm(file, { force: true })));
}

function hashOf(plan: unknown): string {
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex");
}
