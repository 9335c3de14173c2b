import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { gitlabChildPipeline, previewJobs } from "../../../src/report/index.ts";

interface Job {
  readonly stage?: string;
  readonly extends?: string;
  readonly script: readonly string[];
  readonly artifacts?: { readonly when: string; readonly paths: readonly string[] };
  readonly when?: string;
}

const [base, head] = ["b".repeat(40), "a".repeat(40)];
/** Read as YAML 1.1, as GitLab does: there `no` is false. */
const read = (yaml: string) => parse(yaml, { version: "1.1" }) as Readonly<Record<string, Job>>;
const jobsOf = (names: readonly string[], most = 256) =>
  previewJobs(
    names.map((name) => ({ name, folder: "changed", reasons: [], layers: ["infrastructure"] })),
    most,
  );

describe("the child pipeline for GitLab", () => {
  it("previews each part in a job of its own, and reports on all of them, also after jobs that failed", () => {
    const pipeline = read(gitlabChildPipeline(jobsOf(["dev", "production", "staging"], 2), { base, head }));
    expect(Object.keys(pipeline)).toEqual(["stages", ".groundwork", "preview dev", "preview part 2", "report"]);
    expect(pipeline["preview part 2"]).toEqual({
      extends: ".groundwork",
      stage: "preview",
      script: [
        `npx --no-install groundwork preview --base ${base} --head ${head} --env production staging --part parts/2.json $GROUNDWORK_PREVIEW_FLAGS`,
      ],
      artifacts: { when: "always", paths: ["parts/2.json"] },
    });
    expect(pipeline["report"]).toMatchObject({ stage: "report", when: "always" });
  });

  it.each(["no", "on", "null", "true", "y", "e1", "image", "stages", "pages"])(
    "means the environment %j, whatever YAML or GitLab mean by the word",
    (name) => {
      const pipeline = read(gitlabChildPipeline(jobsOf([name, "zz"]), { base, head }));
      expect(pipeline[`preview ${name}`]?.script[0]).toContain(` --env ${name} --part parts/1.json`);
    },
  );

  it("starts every job from the given keywords", () => {
    const keywords = { image: "registry.example.com/node:22", tags: ["platform"] };
    const pipeline = read(gitlabChildPipeline(jobsOf(["dev"]), { base, head }, keywords));
    expect(pipeline[".groundwork"]).toEqual(keywords);
    expect([pipeline["preview dev"]?.extends, pipeline["report"]?.extends]).toEqual([".groundwork", ".groundwork"]);
    expect(read(gitlabChildPipeline([], { head }, keywords))["nothing affected"]).toMatchObject(keywords);
  });

  it("has one job that says so where nothing is affected", () => {
    const pipeline = read(gitlabChildPipeline([], { base, head }));
    expect(Object.keys(pipeline)).toEqual(["nothing affected"]);
    expect(pipeline["nothing affected"]?.script).toEqual(["echo 'No environment is affected by this change.'"]);
  });

  it("compares a first commit with nothing", () => {
    const pipeline = read(gitlabChildPipeline(jobsOf(["dev"]), { head }));
    expect(pipeline["preview dev"]?.script[0]).toContain(`groundwork preview --head ${head} --env dev`);
  });
});
