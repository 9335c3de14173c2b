import { beforeEach, describe, expect, it } from "vitest";
import { type GitLabStage, onGitLabStage } from "./gitlab-stage.ts";

let stage: GitLabStage;

onGitLabStage((made) => {
  stage = made;
});

const edits = async () => (await stage.portOf("comments").of(stage.number)).map(({ isEdited }) => isEdited);

describe("comments of a merge request, after a reaction of another person", () => {
  beforeEach(async () => {
    const { world, number } = stage;
    for (const text of ["one", "/groundwork preview", "three"]) await world.comment(number, world.owner, text);
    const person = await world.user("read");
    for (const { id } of await world.comments(number))
      await world.call(person, "POST", `${world.base}/merge_requests/${number}/notes/${noteOf(id)}/award_emoji`, {
        name: "thumbsup",
      });
  });

  it("are as they were written", async () => {
    expect(await edits()).toEqual([false, false, false]);
  });

  it("are told apart from the one that was edited, on every page of GitLab's answer", async () => {
    const { world, number, gitlab } = stage;
    gitlab.state.nodesOnPage = 1;
    const id = (await world.comments(number))[2]?.id ?? "";
    await world.editComment(id, world.owner, "/groundwork up");
    expect(await edits()).toEqual([false, false, true]);
  });

  it.each([
    [
      "says that it knows no such field",
      { errors: [{ message: "Field 'lastEditedAt' doesn't exist on type 'Note'" }] },
    ],
    ["shows no project", { data: { project: null } }],
    ["leaves the time out", { data: { project: { mergeRequest: withoutTimes() } } }],
  ])("count as edited where GitLab %s", async (_, answer) => {
    const kind = { status: 200, text: JSON.stringify(answer), type: "application/json" };
    stage.gitlab.fail({ path: /\/api\/graphql/, kind, times: 1 });
    expect(await edits()).toEqual([true, true, true]);
  });

  function withoutTimes() {
    return { notes: { nodes: [{ id: "gid://gitlab/Note/1" }], pageInfo: { hasNextPage: false } } };
  }
});

/** The world names a comment by its place, of which the last part is GitLab's own number. */
function noteOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}
