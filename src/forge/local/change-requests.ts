import path from "node:path";
import { pathToFileURL } from "node:url";
import { memberOf } from "../../lib/index.ts";
import type { ChangeRequest, ForgeUser } from "../change-request.ts";
import type { ChangeRequests } from "../change-requests.ts";
import { noSuchRequest } from "./board.ts";
import { userNamed } from "./identities.ts";
import type { OpenedPlace } from "./place.ts";
import { type ChangeRequestRecord, changeRequestRecord, protectionsRecord, usersRecord } from "./records.ts";

export function localChangeRequests(place: OpenedPlace): ChangeRequests {
  const { documents } = place;
  const read = async (number: number) => await readRequest(place, number);
  const all = async () => await everyRequest(place);
  const shown = (record: ChangeRequestRecord) => changeRequest(place, record);
  return {
    read: async (number) => await shown(await read(number)),
    async openAt(head) {
      const open = await Promise.all((await all()).filter(({ state }) => state === "open").map(shown));
      return open.filter((each) => each.head.commit === head);
    },
    async mergedBy(commit, branch) {
      const merged = (await all()).filter(({ base, merge }) => base === branch && merge?.commits.includes(commit));
      return await Promise.all(merged.map(shown));
    },
    async reviewsOf(number) {
      const { reviews } = await read(number);
      const users = (await documents.read("users", usersRecord)) ?? {};
      const last = new Map(reviews.map((each) => [each.reviewer, each]));
      return [...last.values()].map(({ reviewer, verdict, commit, at, isDismissed }) => ({
        reviewer: userNamed(reviewer),
        verdict,
        commit,
        at,
        isOfficial: !isDismissed && (memberOf(users, reviewer) === "write" || memberOf(users, reviewer) === "admin"),
      }));
    },
    async filesOf(number) {
      const { base, commit } = await current(place, await read(number));
      const range = [`refs/heads/${base}...${commit}`, "--"];
      // Without renames both names are listed.
      const names = await place.git("diff", "--name-only", "--no-renames", "-z", ...range);
      return names
        .split("\0")
        .filter((name) => name !== "")
        .toSorted();
    },
    async requiredChecksOf(branch) {
      if ((await place.commitAt(`refs/heads/${branch}`)) === undefined) return "unknown";
      const checks = memberOf(await documents.read("protections", protectionsRecord), branch) ?? [];
      return checks.map((context) => ({ context }));
    },
    contributorsOf: async (number) => await contributors(place, await current(place, await read(number))),
  };
}

/** @throws {NoSuchChangeRequest} */
export async function readRequest(place: OpenedPlace, number: number): Promise<ChangeRequestRecord> {
  const found = await place.documents.read(`change-requests/${number}`, changeRequestRecord);
  if (found === undefined) throw noSuchRequest(place, number);
  return found;
}

export async function everyRequest({ documents }: OpenedPlace): Promise<readonly ChangeRequestRecord[]> {
  const names = (await documents.names("change-requests")).filter((name) => /^\d+$/.test(name));
  const records = await Promise.all(
    names.map((name) => documents.read(`change-requests/${name}`, changeRequestRecord)),
  );
  return records.filter((record) => record !== undefined);
}

/** The record with the commit that the branch has now. */
export async function current(place: OpenedPlace, record: ChangeRequestRecord): Promise<ChangeRequestRecord> {
  const commit = record.state === "open" ? await place.commitAt(`refs/heads/${record.head}`) : undefined;
  return commit === undefined ? record : { ...record, commit };
}

export async function changeRequest(place: OpenedPlace, stored: ChangeRequestRecord): Promise<ChangeRequest> {
  const record = await current(place, stored);
  const { number, title, state, author, base, head, commit, merge } = record;
  const [baseCommit, headCommit] = await Promise.all([base, head].map((name) => place.commitAt(`refs/heads/${name}`)));
  return {
    number,
    title,
    url: pathToFileURL(path.join(place.folder, "change-requests", `${number}.md`)).href,
    state,
    isDraft: /^(?:wip|draft):/i.test(title),
    author: userNamed(author),
    base: { branch: base, ...(baseCommit !== undefined && { commit: baseCommit }) },
    head: { commit, ...(headCommit !== undefined && { branch: head }) },
    isFromFork: false,
    labels: [],
    ...(merge && { merge: { commit: merge.commit, at: merge.at, by: userNamed(merge.by) } }),
  };
}

/** The opener, and the authors of the commits. One who is no user of the forge is known by the address. */
async function contributors(
  place: OpenedPlace,
  { author, base, commit, merge }: ChangeRequestRecord,
): Promise<readonly ForgeUser[] | "unknown"> {
  // Once it is merged, the branch has its commits.
  const from = merge ? merge.before : `refs/heads/${base}`;
  if (from === undefined) return "unknown";
  const users = (await place.documents.read("users", usersRecord)) ?? {};
  const log = await place.git("log", "--format=%an%x00%ae", `${from}..${commit}`, "--");
  const authors = log.split("\n").flatMap((line): readonly ForgeUser[] => {
    const [name = "", email = ""] = line.split("\0");
    if (name === "" && email === "") return [];
    return Object.hasOwn(users, name) ? [userNamed(name)] : [{ id: `mailto:${email}`, name }];
  });
  return [...new Map([userNamed(author), ...authors].map((user) => [user.id, user])).values()];
}
