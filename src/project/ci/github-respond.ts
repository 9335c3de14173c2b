import { changingJob, checkout, node, queueOfChanges, runsOn } from "./github-steps.ts";
import { groundwork, indented, installPackages, text } from "./lines.ts";
import type { CiSettings } from "./settings.ts";
import { hasCommand, isOfPerson, onNewComment, respondHere, respondWithIdentity } from "./workflow.ts";

/**
 * Carries out the commands in comments. The workflow, and every program in it, is that of the default branch, and so are the identity and
 * the cache that its jobs have: no code of a change may run here. A preview is therefore the run of groundwork-preview.yml once more.
 */
export function respondWorkflow(settings: CiSettings): string {
  const { branch, approvals, runner } = settings;
  const isComment = `github.event.issue.pull_request && ${isOfPerson} && ${hasCommand()}`;
  const isForUp = `github.event.issue.pull_request && github.event.comment.user.type == 'User' && (${hasCommand("up")} || ${hasCommand("destroy")})`;
  const flags = `--branch ${branch} --approvals ${approvals} --forge github`;
  return text(
    "#",
    "# Carries out the commands in comments of a change request. The workflow is that of the default branch, and so is every program",
    "# that runs here. What a comment says reaches no shell: it decides which jobs start, and they read it again from GitHub.",
    "",
    ...onNewComment,
    ...indented(2, [
      "respond:",
      ...indented(2, [
        `if: ${isComment}`,
        ...runsOn(runner, 15),
        "# Each run answers every comment that waits, so that one which GitHub drops from the group leaves nothing undone.",
        "concurrency:",
        "  group: groundwork-respond-${{ github.event.issue.number }}",
        "  cancel-in-progress: false",
        "permissions:",
        "  actions: write # runs groundwork-preview.yml again",
        "  contents: write # which commands were carried out: refs/groundwork/commands",
        "  pull-requests: write",
        "steps:",
        ...indented(2, [
          ...checkout(branch, { push: true }),
          ...node(settings),
          `- run: ${installPackages}`,
          "- id: respond",
          "  env:",
          "    GROUNDWORK_FORGE_TOKEN: ${{ github.token }}",
          "  run: |",
          ...indented(4, [
            `${groundwork} respond --event "$GITHUB_EVENT_PATH" --commands ${respondHere} \\`,
            `  --hand-over "$GITHUB_OUTPUT" ${flags}`,
          ]),
          "- if: always() && steps.respond.outputs.preview-head != ''",
          "  env:",
          "    GH_TOKEN: ${{ github.token }}",
          "    HEAD: ${{ steps.respond.outputs.preview-head }}",
          "  run: |",
          ...indented(4, [
            "# It has the identity, the token and the cache of the change's own job, and a fork's has none.",
            `found=$(gh run list --workflow groundwork-preview.yml --event pull_request --commit "$HEAD" --limit 1 --json databaseId,status --jq '.[] | "\\(.status) \\(.databaseId)"')`,
            'case "$found" in',
            '  "completed "*) gh run rerun "${found#* }" ;;',
            '  "") echo "No preview of $HEAD was ever started: push to the branch." >&2; exit 1 ;;',
            '  *) echo "The preview of $HEAD runs." ;;',
            "esac",
          ]),
        ]),
      ]),
      "# Strangers start no job that has the identity, and take no place in the queue of merges. What the forge says of an author beside the",
      "# comment leaves out those who belong to an organization and do not show it.",
      "author:",
      ...indented(2, [
        `if: ${isForUp}`,
        ...runsOn(runner, 5),
        "outputs:",
        "  permission: ${{ steps.author.outputs.permission }}",
        "steps:",
        ...indented(2, [
          "- id: author",
          "  env:",
          "    GH_TOKEN: ${{ github.token }}",
          "    AUTHOR: ${{ github.event.comment.user.login }}",
          "  run: |",
          ...indented(4, [
            'permission=$(gh api "repos/$GITHUB_REPOSITORY/collaborators/$AUTHOR/permission" --jq .permission)',
            'echo "permission=$permission" >> "$GITHUB_OUTPUT"',
          ]),
        ]),
      ]),
      "# In the place of the job of a merge: one run at a time, with the identity that may change the cloud.",
      "up:",
      ...indented(2, [
        "needs: author",
        `if: github.ref == 'refs/heads/${branch}' && contains(fromJSON('["write", "admin"]'), needs.author.outputs.permission)`,
        ...changingJob(settings, {
          ref: branch,
          queue: queueOfChanges,
          command: [`${groundwork} respond --event "$GITHUB_EVENT_PATH" --commands ${respondWithIdentity} ${flags}`],
        }),
      ]),
    ]),
  );
}
