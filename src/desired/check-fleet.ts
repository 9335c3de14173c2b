import {
  type AddressBook,
  addressBookPath,
  type Fleet,
  formatAddressBook,
  type Issue,
  inOrder,
  issuesOf,
  loadFleet,
  validEnvironments,
} from "../environment/index.ts";
import { type FileTree, textIn } from "../lib/index.ts";
import { describeBookChange } from "./book-change.ts";
import { checkApps } from "./check-apps.ts";
import { checkFlux } from "./check-flux.ts";
import type { DesiredState } from "./desired-state.ts";
import { findNameCollisions } from "./find-name-collisions.ts";
import { planFleet } from "./fleet-plan.ts";
import { planDesiredState } from "./plan-desired-state.ts";
import { recordAddresses } from "./record-addresses.ts";

/** The result of checking all environments of a tree. */
export interface FleetCheck {
  /** Names of all environments, sorted. */
  readonly names: readonly string[];
  /** The desired state of each environment without an error, by name, sorted. */
  readonly states: ReadonlyMap<string, DesiredState>;
  /** Every issue of every file, once, by file and line. */
  readonly issues: readonly Issue[];
  /** Files to write so that the address book holds exactly what is planned. Empty when it does. */
  readonly fixes: readonly Fix[];
}

export interface FileToWrite {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: string;
}

/** A file to write again. */
export interface Fix extends FileToWrite {
  /** What is wrong with the file as it is, as the end of a sentence about it. */
  readonly problem: string;
}

/** Checks every environment, profile and the address book of a tree, alone and together. */
export async function checkFleet(tree: FileTree): Promise<FleetCheck> {
  const fleet = await loadFleet(tree);
  const { names, book } = fleet;
  if (!book.ok) return { names, states: new Map(), issues: issuesOf(fleet), fixes: [] };
  const plan = planFleet(fleet, book.value);
  const isSound = (name: string) => !plan.issuesOf.get(name)?.some(({ severity }) => severity === "error");
  const planned = [...validEnvironments(fleet)].flatMap(([name, { environment, resources }]) => {
    const addresses = plan.environments.get(name);
    return addresses && isSound(name) ? [planDesiredState(environment, addresses, resources)] : [];
  });
  const collisions = findNameCollisions(planned);
  return {
    names,
    states: new Map(
      planned.filter(({ environment }) => !collisions.has(environment)).map((state) => [state.environment, state]),
    ),
    issues: inOrder([
      ...issuesOf(fleet),
      ...[...plan.issuesOf.values(), ...collisions.values()].flat(),
      ...(await checkApps(tree, planned)),
      ...(await checkFlux(tree, validEnvironments(fleet).values())),
    ]),
    fixes: await bookFix(tree, fleet, book.value),
  };
}

/** The address book as a file to write, when what is planned is not what it says. */
export async function bookFix(tree: FileTree, fleet: Fleet, book: AddressBook): Promise<readonly Fix[]> {
  const complete = recordAddresses(fleet, book);
  const content = formatAddressBook(complete);
  const written = await textIn(tree, addressBookPath);
  // Without environments and without a book there is nothing to write.
  if (written === undefined && complete.environments.size === 0) return [];
  // Git may give a checkout other line ends.
  return written?.replaceAll("\r\n", "\n") === content
    ? []
    : [{ path: addressBookPath, content, problem: describeBookChange(book, complete) }];
}
