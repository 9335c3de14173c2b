import { previewProblems, problemOf } from "../../change/index.ts";
import { type Command, commandVerbs } from "../../command/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import { ownerText } from "../../lease/index.ts";
import { bringUpReviewed, previewChangeRequest } from "../change-request/index.ts";
import { requireKnown } from "../selection/index.ts";
import {
  actorOf,
  type CarryOut,
  endOfRun,
  headMoved,
  notMergedInto,
  refused,
  short,
  withNotPosted,
} from "./command-run.ts";
import type { CommandEnd } from "./decide-commands.ts";
import { destroyRemoved } from "./destroy-removed.ts";
import { neededPermission, suffices } from "./permissions.ts";

/** Carries one command out, or says why not. Errors are answers, too: other commands wait behind it. */
export async function carryOut(on: CarryOut): Promise<CommandEnd> {
  try {
    return await how[on.command.verb](on);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const verdict = problem.kind === "unknown" ? "unknown" : problem.kind === "failed" ? "failed" : "refused";
    return { verdict, says: on.request.write.run.failureVerdict(problem) };
  }
}

const how: Readonly<Record<Command["verb"], (on: CarryOut) => CommandEnd | Promise<CommandEnd>>> = {
  preview: previewAgain,
  up: bringUpAgain,
  destroy: (on) => destroyRemoved(on),
  unlock,
  approve: () =>
    refused(
      "a comment is no approval: it names no commit, and others may edit it. Approve with a review of the forge, of the newest commit",
    ),
  help: tellHelp,
};

async function previewAgain(on: CarryOut): Promise<CommandEnd> {
  const { changeRequest, request, ports, forge } = on;
  const { number, state, base, head, isFromFork } = changeRequest;
  if (state !== "open") return refused(`change request ${number} is ${state}: only an open one is previewed`);
  // No job previews it, so that one which is handed over would wait for ever.
  if (base.branch !== request.branch)
    return refused(`change request ${number} is to be merged into ${base.branch} and not into ${request.branch}`);
  const moved = headNotSeen(on);
  if (moved !== undefined) return refused(moved);
  if (request.handOverPreview) {
    await request.handOverPreview({ number, head: head.commit, isFromFork });
    return { verdict: "handed-over", says: `${short(head.commit)} is to be previewed by the next job` };
  }
  if (!request.mayPreview)
    return refused(
      "a comment starts no preview here: push to the branch, or close the change request and open it again",
    );
  if (isFromFork)
    return refused("its head is in a fork, and its code is not run beside a token: let a job without one preview it");
  const { preview, posting } = await previewChangeRequest(
    {
      number,
      environments: [],
      refresh: false,
      branch: request.branch,
      write: request.write.preview,
      onNotPosted: () => {},
    },
    ports,
    forge,
  );
  const [problem] = posting.problems;
  if (posting.superseded !== undefined) return refused(`${posting.superseded}: comment again`);
  const says = request.write.preview.verdict(preview);
  if (problem) return { verdict: "unknown", says: `${says}; not posted: ${problem.message}` };
  return { verdict: previewProblems(preview.environments).length > 0 ? "unknown" : "done", says };
}

/**
 * Why the head is not, or may not be, the commit that the person has looked at.
 *
 * The command may name it, and most forges' events say which one it was. Of a change on one of the repository's own branches everybody who
 * pushes could have commented as well, so that its head counts otherwise; that of a fork does not.
 */
export function headNotSeen({ command, comment, changeRequest, announced }: CarryOut): string | undefined {
  const { head, isFromFork } = changeRequest;
  const seen = command.commit ?? (announced.id === comment.id ? announced.head : undefined);
  if (seen !== undefined) return head.commit.startsWith(seen) ? undefined : headMoved(seen, head.commit);
  if (!isFromFork) return undefined;
  return `which commit was looked at is not known, and anybody may push to a fork: /groundwork preview --commit ${head.commit.slice(0, 12)}`;
}

async function bringUpAgain({ command, comment, changeRequest, request, ports, forge }: CarryOut): Promise<CommandEnd> {
  const notMerged = notMergedInto(changeRequest, request.branch);
  if (notMerged !== undefined || !changeRequest.merge) return refused(notMerged ?? "it was not merged");
  const { run, posting } = await bringUpReviewed(
    {
      environments: command.environments,
      head: changeRequest.merge.commit,
      branch: request.branch,
      requiredApprovals: request.requiredApprovals,
      refresh: false,
      converge: { timeoutMilliseconds: request.convergeMilliseconds },
      confirm: async () => true,
      write: request.write.run,
      onNotPosted: () => {},
    },
    { ...ports, actor: actorOf(comment, changeRequest) },
    forge,
  );
  return withNotPosted(endOfRun(run, request), posting.problems);
}

/** Takes the leases and gives them back: a lease that can be taken belongs to no living run, and one that cannot refuses the command. */
async function unlock({ command: { environments }, ports: { git, history, leases } }: CarryOut): Promise<CommandEnd> {
  // A name with a slip would be called free, and the environment that was meant stays taken.
  const declared = await new DeclarationIndex(await git.treeOf(await git.resolve("HEAD"))).names();
  requireKnown(environments, [...declared, ...(await history.lastRuns()).runs.keys()]);
  const { result } = await leases.during(environments, "unlock", async (held) =>
    held.map(({ lease: { environment }, cutOff }) =>
      cutOff
        ? `${environment} was taken from the run that was cut off: ${ownerText(cutOff)}`
        : `${environment} is free`,
    ),
  );
  return { verdict: "done", says: result.join("; ") };
}

async function tellHelp({ comment: { by }, forge: { identities } }: CarryOut): Promise<CommandEnd> {
  const permission = (await identities?.permissionOf(by)) ?? "unknown";
  if (permission === "unknown") return { verdict: "done", says: `the forge does not tell what ${by.name} may do` };
  const may = commandVerbs.filter((verb) => verb !== "approve" && suffices(permission, neededPermission[verb]));
  return { verdict: "done", says: `${by.name} may use ${may.join(", ")}` };
}
