import { beforeEach, describe, expect, it } from "vitest";
import { RecordNotWritten, RecordRewritten } from "../../../src/history/errors.ts";
import type { History } from "../../../src/history/index.ts";
import { runOn } from "./records.ts";

/** A place for records that knows whether a record was begun in it. Empty at first. */
export interface RemovableStage {
  /** A history on these records, as a job that has never read them opens its own. */
  open(): History;
  /** Takes the whole record away behind the history's back, as a person with the rights to the place can. */
  remove(): Promise<void>;
  /** Does what an error names as its command, as a person would. */
  carryOut(command: string): Promise<void>;
}

/** What every {@link History} does that keeps apart a record that was removed and one that was never begun. */
export function removedRecordContract(name: string, make: () => RemovableStage | Promise<RemovableStage>): void {
  describe(`${name} that was removed`, () => {
    const run = (day: number) => runOn(day, "up", { dev: "succeeded" });
    let stage: RemovableStage;
    beforeEach(async () => {
      stage = await make();
      await stage.open().record(run(1));
      await stage.open().record(run(2));
      await stage.remove();
    });
    const refusal = async (): Promise<RecordRewritten> => {
      const thrown: unknown = await stage
        .open()
        .list()
        .catch((error: unknown) => error);
      if (thrown instanceof RecordRewritten) return thrown;
      throw new Error(`It was not refused: ${String(thrown)}`);
    };

    it("is no empty record for a job that has never read it, and is not begun anew", async () => {
      const refused = { code: "record-rewritten", kind: "refused" };
      await expect(stage.open().list()).rejects.toMatchObject(refused);
      await expect(stage.open().lastRuns()).rejects.toMatchObject(refused);
      await expect(stage.open().notices()).rejects.toMatchObject(refused);
      await expect(stage.open().record(run(3))).rejects.toThrow(RecordNotWritten);
      await expect(stage.open().list()).rejects.toMatchObject(refused);
    });

    it("is told with the commands that help, by a question and where something is to be recorded", async () => {
      const { message, data } = await refusal();
      expect(message).toContain(data.accept);
      await expect(stage.open().record(run(3))).rejects.toThrow(`accept it as it is now with: ${data.accept}`);
      expect(await stage.open().verify()).toMatchObject({
        kind: "broken",
        record: data.place,
        problem: expect.stringContaining(data.problem),
      });
    });

    it("is begun anew once a person has accepted that it is gone, and removed again it is noticed again", async () => {
      await stage.carryOut((await refusal()).data.accept);
      expect(await stage.open().list()).toEqual({ records: [], unreadable: [], last: 0 });
      await stage.open().record(run(3));
      expect(await stage.open().verify()).toMatchObject({ kind: "intact", records: 1 });
      await stage.remove();
      await refusal();
    });
  });
}
