import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";

/** A resource as it stands in a program's state, its only place. */
export interface LogicalResource {
  readonly id: string;
  readonly outputs: PropertyMap;
}

/**
 * A type of resource that exists in no cloud: its outputs are made at its creation and stand in the program's state
 * until it is replaced.
 *
 * Inputs are checked against the facts of the package first, and have their defaults filled in for every method but
 * `check`.
 */
export interface LogicalType {
  readonly defaults: PropertyMap;
  /** Inputs with their defaults, and with what follows from other inputs. Values may be unknown. */
  completed?(inputs: PropertyMap): PropertyMap;
  /** Inputs that change without a new resource; every other one replaces it. */
  readonly updatesInPlace?: readonly string[];
  /** Inputs that are used and never kept: they stand in no output and make no difference. */
  readonly writeOnly?: readonly string[];
  /** What is wrong with inputs. What is unknown inside them is left out; a wholly unknown property is `null`. */
  check?(inputs: PropertyMap): readonly CheckFailure[];
  create(inputs: PropertyMap): Promise<LogicalResource> | LogicalResource;
  /** The resource that an import's id stands for. @throws {ImportIdInvalid} */
  imported?(id: string): Promise<LogicalResource> | LogicalResource;
  /** What of the outputs has changed by the passing of time alone. */
  today?(outputs: PropertyMap): PropertyMap;
  /** Outputs that ask for a new resource, although no input has changed. */
  replacedBy?(outputs: PropertyMap): readonly string[];
}

/** Answers a function of a package, given its checked arguments. */
export type LogicalFunction = (args: PropertyMap) => Promise<PropertyMap> | PropertyMap;
