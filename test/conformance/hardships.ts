import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { many, manyNames, map, one } from "./manifests.ts";
import type { Setting } from "./setting.ts";
import { interval, type Trial } from "./trial.ts";

/** What can be done to a setting, beyond commits and changes of objects, and what its agent promises. */
export interface Means {
  readonly killsTheAgent: boolean;
  readonly takesGitAway: boolean;
  readonly takesTheApiServerAway: boolean;
  /** It writes down what it is about to make before it makes it, so that a kill between the two leaves nothing that it forgot. */
  readonly notesObjectsFirst: boolean;
}

export const everything: Means = {
  killsTheAgent: true,
  takesGitAway: true,
  takesTheApiServerAway: true,
  notesObjectsFirst: true,
};

/** Something that an agent has to hold out, and what stands in the cluster afterwards. */
export interface Hardship {
  readonly title: string;
  readonly needs: readonly (keyof Means)[];
  /** What is applied before. */
  readonly files: Readonly<Record<string, string>>;
  /** Answers the commit that has to be applied in the end. */
  readonly suffer: (
    trial: Trial,
    at: { readonly setting: Setting; readonly killAgent: () => Promise<void> },
  ) => Promise<string>;
  readonly seen: (trial: Trial) => Promise<unknown>;
  readonly wanted: unknown;
}

/** Milliseconds after the agent may have seen a commit: before it builds, while it applies, after all. */
const moments = [20, 400, 1_200];

const rounds = [0, 1, 2, 3, 4];

/** One object that a commit changes while something is away. */
const goesOn: Pick<Hardship, "files" | "seen" | "wanted"> = {
  files: one("1"),
  seen: (trial) => trial.data("one"),
  wanted: { value: "2" },
};

export const hardships: readonly Hardship[] = [
  {
    title: "while Git is away: what stands is kept as it was declared, the status says so, and it goes on by itself",
    ...goesOn,
    needs: ["takesGitAway"],
    suffer: async (trial, { setting }) => {
      let commit = "";
      await setting.withoutGit?.(async () => {
        commit = await trial.branch.commit(one("2"));
        await expect.poll(async () => (await trial.ready("source"))?.["status"]).toBe("False");
        await trial.patch("configMap", "one", { data: { value: "changed" } });
        await trial.untilData("one", { value: "1" });
      });
      return commit;
    },
  },
  {
    title: "while the API server is away, and goes on by itself",
    ...goesOn,
    needs: ["takesTheApiServerAway"],
    suffer: async (trial, { setting }) => {
      let commit = "";
      await setting.withoutApiServer?.(async () => {
        commit = await trial.branch.commit(one("2"));
        // Long enough that the agent meets it.
        await delay(2 * interval);
      });
      return commit;
    },
  },
  {
    title: "being killed at any stage of its work: all of a commit arrives",
    needs: ["killsTheAgent"],
    files: many("0"),
    suffer: async (trial, { killAgent }) => {
      let commit = "";
      for (const [round, moment] of moments.entries()) {
        commit = await trial.branch.commit(many(`${round}`));
        await delay(interval + moment);
        await killAgent();
      }
      return commit;
    },
    seen: async (trial) => {
      const found = await Promise.all(manyNames.map(async (name) => JSON.stringify(await trial.data(name))));
      return [...new Set(found)];
    },
    wanted: [JSON.stringify({ value: `${moments.length - 1}` })],
  },
  {
    title: "being killed as soon as it made an object: the object goes once Git has it no more",
    needs: ["killsTheAgent", "notesObjectsFirst"],
    files: many("0"),
    suffer: async (trial, { killAgent }) => {
      let commit = "";
      for (const round of rounds) {
        commit = await trial.branch.commit({ ...many(`${round}`), "apps/last.yaml": map(`last-${round}`, {}) });
        await trial.untilData(`last-${round}`, {});
        await killAgent();
      }
      return commit;
    },
    seen: async (trial) => {
      const found = rounds.map(async (round) => ((await trial.get("configMap", `last-${round}`)) ? [round] : []));
      return (await Promise.all(found)).flat();
    },
    wanted: [rounds.at(-1)],
  },
];
