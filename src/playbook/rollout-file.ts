import { parse } from "yaml";
import * as z from "zod";
import { messageOf } from "../lib/index.ts";
import { type BatchSize, defaultBatches } from "./batches.ts";
import { RolloutFileInvalid } from "./errors.ts";
import { healthPlaybook } from "./playbook-files.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";

/** Its name in the folder of the machines. How machines are reached is another matter, and stands in `connection.yaml`. */
export const rolloutFileName = "rollout.yaml";

const share = z.templateLiteral([z.number(), "%"]).refine((text) => isShare(text), "is no share from 1% to 100%");
const size = z.union(
  [z.int().min(1), share],
  "is neither a number of machines, such as 1, nor a share of them, such as 25%",
);
const rollout = z.strictObject({ batches: z.array(size).min(1).optional() });

/** How the machines of an environment are brought to their playbooks. */
export interface Rollout {
  readonly batches: readonly BatchSize[];
  /** The playbook that says whether a batch is well. Absent: that every task of it ended well is enough. */
  readonly health?: string;
}

/** @throws {RolloutFileInvalid} */
export function readRollout(files: PlaybookFiles): Rollout {
  const content = files.get(rolloutFileName);
  const health = healthPlaybook(files);
  try {
    const text = content === undefined ? "" : Buffer.from(content).toString("utf8");
    const { batches = defaultBatches } = rollout.parse(parse(text) ?? {});
    return { batches, ...(health !== undefined && { health }) };
  } catch (thrown) {
    throw new RolloutFileInvalid({ problems: problemsOf(thrown) });
  }
}

function problemsOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof z.ZodError)) return messageOf(thrown).split("\n");
  return thrown.issues.map(({ path, message }) => [path.join("."), message].filter((each) => each !== "").join(": "));
}

function isShare(text: string): boolean {
  const percent = Number.parseFloat(text);
  return percent >= 1 && percent <= 100;
}
