import { type Forge, ForgeUnavailable } from "../../../src/forge/index.ts";
import { chainHolds, fewWrites, secretsStay } from "../invariants/bytes-and-writes.ts";
import { commentsAreNew } from "../invariants/comments-are-new.ts";
import { previewsAreWhole, successesStand } from "../invariants/success-has-results.ts";
import { errorsAreOurs, greenIsShown, mergesAreContained, openOnesHaveAVerdict } from "../invariants/verdicts.ts";
import { planted } from "../world/secrets.ts";
import { markerOf } from "../world/simulated-forge.ts";
import type { Fault } from "./fault.ts";
import { withRequests } from "./of-reviews.ts";

/** Faults in what people are told. */
export const faultsOfPosting: readonly Fault[] = [
  {
    name: "a failure is not posted",
    noticedBy: [openOnesHaveAVerdict.name, mergesAreContained.name],
    forge: (forge) =>
      withSetStatus(forge, (set) => async (commit, status, branch) => {
        if (status.state !== "error" && status.state !== "failure") await set(commit, status, branch);
      }),
  },
  {
    name: "a secret is printed in a comment",
    noticedBy: [secretsStay.name],
    previewWriter: (write) => ({
      ...write,
      preview: (preview, limits) => `${write.preview(preview, limits)}\ntoken: ${planted.configuration}`,
    }),
  },
  {
    name: "the cause of an error is told with it",
    noticedBy: [secretsStay.name],
    forge: (forge) =>
      withSetStatus(forge, (set) => async (commit, status, branch) => {
        await set(commit, status, branch).catch((thrown: ForgeUnavailable) => {
          throw new ForgeUnavailable({ ...thrown.data, what: String(thrown.cause) });
        });
      }),
  },
  {
    name: "what the provider said is told as it is",
    noticedBy: [secretsStay.name],
    engine: (engine) => {
      const preview: typeof engine.preview = (...asked) =>
        engine.preview(...asked).catch((thrown: Error) => {
          throw Object.assign(thrown, { message: `${thrown.message} ${String(thrown.cause)}` });
        });
      return Object.assign(Object.create(engine) as typeof engine, { preview });
    },
  },
  {
    name: "an error of the network ends a job as it is",
    noticedBy: [errorsAreOurs.name],
    forge: (forge) => {
      const { changeRequests } = forge;
      if (!changeRequests) return forge;
      const read: typeof changeRequests.read = (number) =>
        changeRequests.read(number).catch(() => {
          throw new TypeError("fetch failed");
        });
      return withRequests(forge, { read });
    },
  },
  {
    name: "our comment is found by its marker alone",
    noticedBy: [openOnesHaveAVerdict.name],
    comments: ({ comments }, topic) => comments.filter(({ body }) => body.startsWith(markerOf(topic))),
  },
  {
    name: "a check is set on another commit",
    noticedBy: [greenIsShown.name, openOnesHaveAVerdict.name],
    forge: (forge, { git }) =>
      withSetStatus(forge, (set) => (commit, status, branch) => set(git.parentOf(commit) ?? commit, status, branch)),
  },
  {
    name: "a preview is recorded, and green, without having been shown",
    noticedBy: [greenIsShown.name],
    forge: (forge) => {
      const { board } = forge;
      if (!board) return forge;
      const ensureComment = async () => ({ url: "https://git.example.com", done: "created" as const });
      return { ...forge, board: { ...board, ensureComment } };
    },
  },
  {
    name: "a preview of an older head is posted as the newest",
    noticedBy: [commentsAreNew.name],
    forge: (forge) => {
      const { changeRequests } = forge;
      if (!changeRequests) return forge;
      let first: ReturnType<typeof changeRequests.read> | undefined;
      return withRequests(forge, {
        read: (number) => {
          first ??= changeRequests.read(number);
          return first;
        },
      });
    },
  },
  {
    name: "each check is set three times",
    noticedBy: [fewWrites.name],
    forge: (forge) =>
      withSetStatus(forge, (set) => async (...asked) => {
        for (let times = 0; times < 3; times += 1) await set(...asked);
      }),
  },
];

/** Faults in what is done, and in what is kept of it. */
export const faultsOfRuns: readonly Fault[] = [
  {
    name: "no file differs, so nothing is affected, and that is success",
    noticedBy: [previewsAreWhole.name, successesStand.name],
    git: (git) => Object.assign(Object.create(git) as typeof git, { changedFiles: async () => [] }),
  },
  {
    name: "a failure of the engine is taken for success",
    noticedBy: [successesStand.name],
    engine: (engine) => {
      const up: typeof engine.up = async (...asked) => ({
        ...(await engine.up(...asked)),
        result: "succeeded",
        diagnostics: [],
      });
      return Object.assign(Object.create(engine) as typeof engine, { up });
    },
  },
  {
    name: "the change request of a merge is not found",
    noticedBy: [mergesAreContained.name],
    forge: (forge) => withRequests(forge, { mergedBy: async () => [] }),
  },
  {
    name: "a run is not recorded",
    noticedBy: [mergesAreContained.name],
    history: (history) => ({
      ...history,
      record: async (entry) => {
        if (entry.kind === "preview") await history.record(entry);
      },
    }),
  },
  {
    name: "records are not chained",
    noticedBy: [chainHolds.name],
    history: (history, { history: kept }) => ({
      ...history,
      record: async (entry) => {
        await history.record(entry);
        const [newest] = kept.records;
        if (newest?.link) kept.records[0] = { ...newest, link: { ...newest.link, previous: {} } };
      },
    }),
  },
];

type SetStatus = NonNullable<Forge["statuses"]>["setStatus"];

function withSetStatus(forge: Forge, change: (set: SetStatus) => SetStatus): Forge {
  const { statuses } = forge;
  return statuses
    ? { ...forge, statuses: { ...statuses, setStatus: change((...asked) => statuses.setStatus(...asked)) } }
    : forge;
}
