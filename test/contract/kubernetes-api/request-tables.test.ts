import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EmbeddedTarget, embeddedTarget } from "./embedded-target.ts";
import { HttpClient } from "./http-client.ts";
import { answersOf, type SeenAnswer } from "./request-table/answers.ts";
import { type RecordedAnswers, readRecordedAnswers } from "./request-table/recorded-answers.ts";
import { requestTables } from "./request-table/tables.ts";

// Watches end after a second: that is waited for side by side.
vi.setConfig({ maxConcurrency: 20 });

let server: EmbeddedTarget;
let client: HttpClient;
let recorded: RecordedAnswers;
beforeAll(async () => {
  [server, recorded] = await Promise.all([embeddedTarget(), readRecordedAnswers()]);
  client = new HttpClient(server.target);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

describe.each(requestTables)(
  "the embedded API server answers as a kube-apiserver did: $title",
  ({ title, exchanges }) => {
    it.concurrent.each(exchanges)("$title", async (exchange) => {
      const wanted: readonly SeenAnswer[] | undefined = recorded[title]?.[exchange.title];
      expect(wanted, "no answer of a kube-apiserver is recorded").toBeDefined();
      expect(await answersOf(client, exchange)).toEqual(wanted);
    });

    it("has recorded answers for its own exchanges alone, each of another title", () => {
      expect(Object.keys(recorded[title] ?? {}).toSorted()).toEqual(exchanges.map((one) => one.title).toSorted());
    });
  },
);
