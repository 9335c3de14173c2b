import * as z from "zod";
import type { CheckedServer } from "../checked-server.ts";
import { BitbucketClient } from "../client.ts";
import { type Pull, page as pageAnswer, pull as pullAnswer } from "./answers.ts";

/** Entries of a page that are asked for. A site may give fewer, and says so in the answer. */
const pageSize = 100;

/** The APIs of one server, for one repository. */
export class DataCenterClient extends BitbucketClient {
  /** Of the repository, without a slash at its end. */
  readonly base: string;

  constructor(server: CheckedServer) {
    super(server);
    this.base = `api/latest/projects/${server.owner}/repos/${server.slug}`;
  }

  /** Pages of a list, each read when the one before it was looked at. */
  override async *pages<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<readonly T[]> {
    let start = 0;
    for (;;) {
      const at = `${path}${path.includes("?") ? "&" : "?"}limit=${pageSize}&start=${start}`;
      const answer = await this.get(at);
      const { values, isLastPage, nextPageStart } = this.parsed(at, answer, pageAnswer);
      yield this.parsed(at, { ...answer, json: values }, z.array(schema));
      if (isLastPage) return;
      // Some lists leave out what may not be seen, so that the next page does not begin at the number of entries.
      if (typeof nextPageStart !== "number" || nextPageStart <= start)
        throw this.unavailable(at, "it says that there are more pages, and not where");
      start = nextPageStart;
    }
  }

  /** The pull request of a number. @throws {NoSuchChangeRequest} */
  async pull(number: number): Promise<Pull> {
    const found = await this.find(`${this.base}/pull-requests/${number}`, pullAnswer);
    return found ?? this.noSuchRequest(number);
  }
}
