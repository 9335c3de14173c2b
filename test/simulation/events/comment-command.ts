import { bot, people } from "../world/people.ts";
import { respondTask } from "../world/respond-job.ts";
import type { SimulatedRequest } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";
import type { SimulatedEvent } from "./event.ts";
import type { Jobs } from "./running-jobs.ts";

type Of<Kind extends SimulatedEvent["kind"]> = Extract<SimulatedEvent, { readonly kind: Kind }>;

/** Writes a comment, for which the forge's CI starts a job. */
export function commentCommand(
  request: SimulatedRequest,
  { by, text }: Pick<Of<"command">, "by" | "text">,
  world: World,
  jobs: Jobs,
): string {
  const person = people[by % people.length] ?? bot;
  const comment = { id: world.forge.nextId(), author: person, body: text, at: world.instant() };
  request.comments.push(comment);
  jobs.add(respondTask(world, request, comment));
  return `${person.name} comments "${shown(text)}" on #${request.number}`;
}

/** An edit starts no job, and the comment says that it was edited. */
export function editCommand(
  request: SimulatedRequest,
  { text }: Pick<Of<"edit-command">, "text">,
  world: World,
): string | undefined {
  const comment = request.comments.findLast(({ author, body }) => author.id !== bot.id && body.includes("/groundwork"));
  if (!comment) return undefined;
  comment.body = text;
  comment.editedAt = world.now;
  return `comment ${comment.id} on #${request.number} is edited to "${shown(text)}"`;
}

export function giveRights({ of, permission }: Pick<Of<"rights">, "of" | "permission">, world: World): string {
  const person = people.find(({ name }) => name === of);
  if (person) world.rights.give(person, permission, world.now);
  return `${of} has the right "${permission}" from now on`;
}

function shown(text: string): string {
  return text.replaceAll("\n", " / ");
}
