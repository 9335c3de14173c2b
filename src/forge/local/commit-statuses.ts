import type { CommitStatuses } from "../commit-statuses.ts";
import { ForgeRefused } from "../errors.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import { statusesRecord } from "./records.ts";

/** Characters, as most forges take. */
const descriptionLength = 255;

export function localStatuses(place: OpenedPlace): CommitStatuses {
  const refuseMissing = async (commit: string) => {
    const isWhole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
    if (isWhole && (await place.commitAt(commit)) !== undefined) return;
    throw new ForgeRefused({
      forge: "local",
      request: `a status of ${commit}`,
      what: `${place.repository} has no such commit`,
      remedy: "Push the commit first, and give its whole id.",
    });
  };
  return {
    async statusesOf(commit) {
      return ((await place.documents.read(`statuses/${commit}`, statusesRecord)) ?? []).map(({ url, ...status }) => ({
        ...status,
        ...(url !== undefined && { url }),
      }));
    },
    async setStatus(commit, { context, state, description: text, url }) {
      await refuseMissing(commit);
      const line = text.replaceAll(/\s+/g, " ").trim();
      const description = line.length > descriptionLength ? `${line.slice(0, descriptionLength - 1)}…` : line;
      const status = { context, state, description, ...(url !== undefined && { url }) };
      await place.documents.update(`statuses/${commit}`, statusesRecord, (now = []) => {
        const before = now.find((each) => each.context === context);
        const isSame = before?.state === state && before.description === description && before.url === url;
        return isSame ? now : [...now.filter((each) => each.context !== context), status];
      });
      await writePages(place);
    },
  };
}
