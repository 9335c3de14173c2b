import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedTarget, embeddedTarget } from "../../contract/kubernetes-api/embedded-target.ts";
import { HttpClient } from "../../contract/kubernetes-api/http-client.ts";
import { answersOf, type SeenAnswer } from "../../contract/kubernetes-api/request-table/answers.ts";
import {
  type RecordedAnswers,
  readRecordedAnswers,
  writeRecordedAnswers,
} from "../../contract/kubernetes-api/request-table/recorded-answers.ts";
import { requestTables } from "../../contract/kubernetes-api/request-table/tables.ts";
import { describeWithApiServer } from "./index.ts";

/** With this set, the answers of the real server are written down instead of compared with those of before. */
const isRecording = process.env["GROUNDWORK_RECORD_ANSWERS"] === "1";

describeWithApiServer("the tables of requests", (server) => {
  let embedded: EmbeddedTarget;
  let ours: HttpClient;
  let real: HttpClient;
  let recorded: RecordedAnswers;
  const said = new Map<string, readonly SeenAnswer[]>();

  beforeAll(async () => {
    [embedded, recorded] = await Promise.all([embeddedTarget(), readRecordedAnswers()]);
    ours = new HttpClient(embedded.target);
    real = new HttpClient(server());
  });
  afterAll(async () => {
    ours.close();
    real.close();
    await embedded.stop();
    if (isRecording) await writeRecordedAnswers(inOrderOfTables(said));
  });

  describe.each(requestTables)("$title", ({ title, exchanges }) => {
    it.concurrent.each(exchanges)("$title", async (exchange) => {
      const [theirs, own] = await Promise.all([answersOf(real, exchange), answersOf(ours, exchange)]);
      said.set(`${title}/${exchange.title}`, theirs);
      expect(own, "the embedded API server answers otherwise").toEqual(theirs);
      const before = isRecording ? theirs : recorded[title]?.[exchange.title];
      expect(before, "another answer is recorded").toEqual(theirs);
    });
  });
});

function inOrderOfTables(said: ReadonlyMap<string, readonly SeenAnswer[]>): RecordedAnswers {
  return Object.fromEntries(
    requestTables.map(({ title, exchanges }) => [
      title,
      Object.fromEntries(exchanges.map((one) => [one.title, said.get(`${title}/${one.title}`) ?? []])),
    ]),
  );
}
