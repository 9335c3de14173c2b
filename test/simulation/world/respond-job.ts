import type { CommandResponse } from "../../../src/change/index.ts";
import { type CommandVerb, commandVerbs } from "../../../src/command/index.ts";
import { respond } from "../../../src/flows/index.ts";
import { respondWriter } from "../../fakes/driver/comment-writers.ts";
import { eventOf, ledgerOfJob } from "./commands-of-job.ts";
import { Job } from "./job.ts";
import { forgeOf, type Task } from "./jobs.ts";
import { portsOfJob } from "./ports-of-job.ts";
import type { SimulatedComment, SimulatedRequest } from "./simulated-forge.ts";
import type { World } from "./world.ts";

/** What a job answered to the commands that waited on a change request. */
export interface EndOfResponse extends CommandResponse {
  readonly job: Job;
  /** In milliseconds since 1970. */
  readonly endedAt: number;
}

/** The job of a new comment. */
export function respondTask(world: World, request: SimulatedRequest, comment: SimulatedComment): Task {
  return taskOf(world, request.number, eventOf(request, comment));
}

function taskOf(world: World, number: number, event: Uint8Array): Task {
  const job = new Job(
    `answer on #${number} (job ${world.jobs.length + 1})`,
    async (self) => {
      const response = await respond(
        {
          event,
          branch: "main",
          requiredApprovals: 1,
          verbs: new Set<CommandVerb>(commandVerbs),
          mostDeletes: 100,
          convergeMilliseconds: 1000,
          mayPreview: true,
          write: respondWriter,
        },
        { ...portsOfJob(world, self), ledger: ledgerOfJob(world, self) },
        forgeOf(world, self),
      );
      world.print(JSON.stringify(response));
      if (response.problems.length > 0) world.unposted.add(self);
      world.responses.push({ ...response, job: self, endedAt: world.now });
    },
    world,
  );
  world.jobs.push(job);
  return { kind: "respond", job, number, again: () => taskOf(world, number, event) };
}
