import { suffices } from "../../../src/flows/respond/permissions.ts";
import type { ForgeUser, Permission } from "../../../src/forge/index.ts";

interface Given {
  readonly name: string;
  readonly permission: Permission;
  /** In milliseconds since 1970. */
  readonly from: number;
}

/** What people may do in the repository, and could do before. */
export class Rights {
  /** Oldest first. */
  readonly #given: Given[] = [];

  give({ name }: ForgeUser, permission: Permission, from: number): void {
    this.#given.push({ name, permission, from });
  }

  permissionOf({ name }: Pick<ForgeUser, "name">): Permission {
    return this.#given.findLast((each) => each.name === name)?.permission ?? "none";
  }

  /** Whether a person had as much at some time of these. */
  had(name: string, needed: Permission, from: number, until: number): boolean {
    const own = this.#given.filter((each) => each.name === name);
    return own.some(
      (each, index) =>
        suffices(each.permission, needed) && each.from <= until && (own[index + 1]?.from ?? Infinity) > from,
    );
  }
}
