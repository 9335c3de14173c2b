import { type AffectedEnvironment, type Removal, resourceNameOf } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line, message, type Span, tone } from "../document/index.ts";

/** Folders that left Git, what would take down what they declared, and what that would take away. */
export function removedNote(
  environments: readonly { readonly affected: AffectedEnvironment; readonly removal?: Removal }[],
  local: boolean,
): readonly Block[] {
  const removed = environments.filter(({ affected }) => affected.folder === "removed");
  return removed.map(({ affected: { name }, removal }) => line(...leftGitWords(name, local), ...removalWords(removal)));
}

/** Environments that stand and that a branch has removed. */
export function leftGitNote(names: readonly string[], local: boolean): readonly Block[] {
  return names.map((name) => line(...leftGitWords(name, local)));
}

function leftGitWords(name: string, local: boolean): readonly (string | Span)[] {
  return [
    tone("removed", `${name} left Git. `),
    "Its resources stay as they are until you run: ",
    code(`groundwork destroy --env ${name}${local ? " --local" : ""}`),
    ...(local
      ? []
      : [", or until somebody comments ", code(`/groundwork destroy ${name}`), " on the merged change request"]),
  ];
}

const shownNames = 5;

function removalWords(removal: Removal | undefined): readonly (string | Span)[] {
  if (!removal) return [];
  if (removal.kind === "unknown")
    return [". ", tone("failed", "What that takes away is not known: "), message(removal.problem.message)];
  const { resources, holding, protected: kept } = removal;
  if (resources === 0) return [". Its state holds nothing that a destroy would delete"];
  return [
    ". That ",
    tone("removed", `deletes ${counted(resources, "resource")}`),
    ...(holding.length > 0 ? [tone("removed", `, with everything in ${namesOf(holding)}`)] : []),
    ...(kept.length > 0
      ? ["; ", tone("warned", `refused as long as ${namesOf(kept)} ${kept.length === 1 ? "is" : "are"} protected`)]
      : []),
  ];
}

function namesOf(urns: readonly string[]): string {
  const names = urns.slice(0, shownNames).map((urn) => {
    const { type, name } = resourceNameOf(urn);
    return `${type} ${name}`;
  });
  const more = urns.length - names.length;
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
