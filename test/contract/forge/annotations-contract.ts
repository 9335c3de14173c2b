import { beforeEach, describe, expect, it } from "vitest";
import type { Annotation, Annotations, CommitStatuses } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

const context = "groundwork/preview";
const shown = { context, state: "success", description: "2 changes" } as const;
const path = "environments/dev/environment.yaml";
const notice: Annotation = { path, first: 3, last: 5, level: "notice", text: "dev: 2 to create" };
const warning: Annotation = { path, first: 9, last: 9, level: "warning", text: "dev: deletes cluster main" };

/**
 * Notes beside lines, of a forge that shows some.
 *
 * @param lines beside how many lines of a block a note stands: `"one"`, which is the last one
 */
export function annotationsContract(world: () => ForgeWorld, lines: "all" | "one" = "all"): void {
  const asShown = (note: Annotation): Annotation => (lines === "all" ? note : { ...note, first: note.last });

  describe("its notes beside lines", () => {
    let statuses: CommitStatuses;
    let annotations: Annotations;
    let head: string;

    beforeEach(async () => {
      const { forge } = world();
      if (!forge.annotations || !forge.statuses) throw new Error("this forge shows nothing beside lines");
      ({ annotations, statuses } = forge);
      head = await world().commit({ branch: "topic", files: { [path]: "line\n".repeat(12) } });
      await statuses.setStatus(head, shown, "topic");
    });

    const ensure = (...wanted: readonly Annotation[]) => annotations.ensureAnnotations(head, context, wanted);
    const seen = async () => {
      const found = await world().annotationsOn?.(head, context);
      if (!found) throw new Error("this world does not see notes beside lines");
      return found.toSorted((one, other) => one.first - other.first);
    };

    it("are those that were given", async () => {
      await ensure(warning, notice);
      expect(await seen()).toEqual([notice, warning].map(asShown));
    });

    it("leave the check as it is", async () => {
      await ensure(notice);
      expect(await statuses.statusesOf(head)).toEqual([shown]);
      await ensure(warning);
      expect(await statuses.statusesOf(head)).toEqual([shown]);
    });

    it("are not written again when they are there", async () => {
      await ensure(notice, warning);
      world().writesOfForge();
      await ensure(notice, warning);
      expect(world().writesOfForge() ?? 0).toBe(0);
    });

    it("take the place of earlier ones", async () => {
      await ensure(notice);
      await ensure(warning);
      expect(await seen()).toEqual([asShown(warning)]);
      await ensure();
      expect(await seen()).toEqual([]);
    });

    it("are those of the newest result of the check", async () => {
      await ensure(notice);
      await statuses.setStatus(head, { ...shown, state: "pending", description: "running" }, "topic");
      await statuses.setStatus(head, { ...shown, description: "3 changes" }, "topic");
      await ensure(warning);
      expect(await seen()).toEqual([asShown(warning)]);
    });

    it("are the first ones where there are more than the forge takes", async () => {
      const many = Array.from({ length: 1_200 }, (_, index) => ({ ...notice, first: index + 1, last: index + 1 }));
      await ensure(...many);
      const found = await seen();
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(many.slice(0, found.length).map(asShown));
    });
  });
}
