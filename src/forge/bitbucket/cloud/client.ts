import * as z from "zod";
import type { CommitId } from "../../../git/index.ts";
import type { ApiAnswer } from "../../http/index.ts";
import { BitbucketClient } from "../client.ts";
import { type Pull, page as pageAnswer, pull as pullAnswer } from "./answers.ts";

/** The API of Cloud, for one repository. */
export class CloudClient extends BitbucketClient {
  /** Whole ids of commits, by repository and cut id. A commit never changes, so they are asked for once. */
  readonly #whole = new Map<string, CommitId>();

  /** Pages of a list, each read when the one before it was looked at. */
  override async *pages<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    let at: string | undefined = path;
    while (at !== undefined) {
      if (seen.has(at)) throw this.unavailable(at, "it gave the same page again");
      seen.add(at);
      const answer: ApiAnswer = await this.get(at);
      const { values, next }: z.infer<typeof pageAnswer> = this.parsed(at, answer, pageAnswer);
      yield this.parsed(at, { ...answer, json: values }, z.array(schema));
      at = next === undefined ? undefined : this.#pathOf(at, next);
    }
  }

  /** The pull request of a number. @throws {NoSuchChangeRequest} */
  async pull(number: number): Promise<Pull> {
    const found = await this.find(`repositories/${this.repository}/pullrequests/${number}`, pullAnswer);
    return found ?? this.noSuchRequest(number);
  }

  /**
   * The whole id of a commit, which pull requests cut; `undefined` when it is not there.
   *
   * @param holder full name of another repository that may hold it: the head's
   */
  async wholeId(cut: string, holder = this.repository): Promise<CommitId | undefined> {
    for (const repository of new Set([this.repository, holder])) {
      const key = `${repository} ${cut}`;
      const known = this.#whole.get(key);
      if (known !== undefined) return known;
      const path = `repositories/${repository}/commit/${cut}`;
      const found = await this.find(path, z.object({ hash: z.string() }));
      if (found === undefined) continue;
      if (!found.hash.startsWith(cut)) throw this.unavailable(path, `it answered with the commit ${found.hash}`);
      this.#whole.set(key, found.hash);
      return found.hash;
    }
    return undefined;
  }

  /** The address of the next page is given whole. Only what is below the API's own address is taken of it. */
  #pathOf(path: string, next: string): string {
    const base = `${new URL(this.server.api).pathname}/`;
    const { pathname, search } = URL.canParse(next) ? new URL(next) : { pathname: "", search: "" };
    if (pathname.startsWith(base)) return `${pathname.slice(base.length)}${search}`;
    throw this.unavailable(path, "its next page is at an address that is none of the API's");
  }
}
