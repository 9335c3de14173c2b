import { memberOf } from "../../lib/index.ts";
import type { ForgeUser, ReviewVerdict } from "../change-request.ts";
import { ForgeRefused } from "../errors.ts";
import type { Permission } from "../identities.ts";
import type { NewChangeRequest } from "../proposals.ts";
import { noSuchRequest } from "./board.ts";
import { current, readRequest } from "./change-requests.ts";
import { userNamed } from "./identities.ts";
import { type LocalMergeMethod, mergeCommits } from "./merge.ts";
import { openRequest } from "./open-request.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import {
  type ChangeRequestRecord,
  changeRequestRecord,
  protectionsRecord,
  statusesRecord,
  usersRecord,
} from "./records.ts";

/** What people do at a local forge, by their names: on other forges they do it in a browser. */
export interface LocalPeople {
  /** Makes a user known, or changes what the user may do. */
  grant(name: string, permission: Exclude<Permission, "none">): Promise<ForgeUser>;
  /** @returns the number @throws {ForgeRefused} when a branch is missing */
  open(by: string, wanted: NewChangeRequest): Promise<number>;
  close(number: number): Promise<void>;
  comment(by: string, number: number, body: string): Promise<void>;
  /** Gives a verdict on the commit that the head has now. @throws {ForgeRefused} on approving one's own */
  review(by: string, number: number, verdict: ReviewVerdict): Promise<void>;
  /** Takes the weight from a user's reviews. */
  dismiss(number: number, of: string): Promise<void>;
  /** Demands checks before merges into a branch. */
  protect(branch: string, checks: readonly string[]): Promise<void>;
  /** Merges in the repository itself. @throws {ForgeRefused} on a conflict, and when a check is missing */
  merge(by: string, number: number, method: LocalMergeMethod): Promise<void>;
}

export function localPeople(place: OpenedPlace): LocalPeople {
  const { documents } = place;
  const change = async (number: number, how: (now: ChangeRequestRecord) => ChangeRequestRecord) => {
    const written = await documents.update(`change-requests/${number}`, changeRequestRecord, (now) => now && how(now));
    if (written === undefined) throw noSuchRequest(place, number);
    await writePages(place);
  };
  const opened = async (number: number) => await current(place, await readRequest(place, number));
  return {
    async grant(name, permission) {
      await documents.update("users", usersRecord, (now = {}) => ({ ...now, [name]: permission }));
      return userNamed(name);
    },
    open: async (by, wanted) => (await openRequest(place, wanted, by)).number,
    async close(number) {
      const { commit } = await opened(number);
      await change(number, (now) => (now.state === "open" ? { ...now, commit, state: "closed" } : now));
    },
    comment: (by, number, body) =>
      change(number, (now) => {
        const id = Math.max(0, ...now.comments.map((each) => each.id)) + 1;
        return { ...now, comments: [...now.comments, { id, author: by, body, at: place.now() }] };
      }),
    async review(by, number, verdict) {
      const { commit, author } = await opened(number);
      if (author === by && verdict === "approved")
        throw refusal(
          `${by}'s approval of ${number}`,
          "it is their own change request",
          "Give the change to another person.",
        );
      const review = { reviewer: by, verdict, commit, at: place.now(), isDismissed: false };
      await change(number, (now) => ({ ...now, commit, reviews: [...now.reviews, review] }));
    },
    dismiss: (number, of) =>
      change(number, (now) => ({
        ...now,
        reviews: now.reviews.map((each) => (each.reviewer === of ? { ...each, isDismissed: true } : each)),
      })),
    async protect(branch, checks) {
      await documents.update("protections", protectionsRecord, (now = {}) => ({ ...now, [branch]: [...checks] }));
    },
    async merge(by, number, method) {
      const record = await opened(number);
      if (record.state !== "open")
        throw refusal(`the merge of ${number}`, `it is ${record.state}`, "Open another change request for the branch.");
      await refuseUnchecked(place, record);
      const { before, after } = await mergeCommits(place, record, by, method);
      const commits = (await place.git("rev-list", `${before}..${after}`)).split("\n");
      const merge = { commit: after, before, commits, at: place.now(), by };
      await change(number, (now) => ({ ...now, commit: record.commit, state: "merged", merge }));
    },
  };
}

async function refuseUnchecked(
  { documents }: OpenedPlace,
  { base, commit, number }: ChangeRequestRecord,
): Promise<void> {
  const demanded = memberOf(await documents.read("protections", protectionsRecord), base) ?? [];
  const statuses = (await documents.read(`statuses/${commit}`, statusesRecord)) ?? [];
  const isGreen = (check: string) => statuses.some(({ context, state }) => context === check && state === "success");
  const missing = demanded.filter((check) => !isGreen(check));
  if (missing.length > 0)
    throw refusal(
      `the merge of ${number}`,
      `${missing.join(", ")} has not succeeded for ${commit.slice(0, 7)}`,
      "Run the checks on this commit first.",
    );
}

function refusal(request: string, what: string, remedy: string): ForgeRefused {
  return new ForgeRefused({ forge: "local", request, what, remedy });
}
