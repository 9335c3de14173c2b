import type { Files } from "../files.ts";
import { correct, drift, fetchTag, groundwork, installPackages, protectTags, text, upOfTag } from "./lines.ts";
import { type CiContext, type CiSettings, isCorrecting } from "./settings.ts";
import { signed } from "./written.ts";

const shell = "#!/bin/sh\n";

/** Scripts for any CI with a shell: three jobs, of which each has rights of its own. */
export function genericFiles(settings: CiSettings, context: CiContext): Files {
  const { branch, approvals } = settings;
  const before = { before: shell };
  const needs = (variable: string, what: string) => `: "\${${variable}:?Set ${variable} to ${what}}"`;
  return {
    "ci/groundwork-preview.sh": signed(settings, {
      ...before,
      body: text(
        "# A job for a change, also from a fork. It runs the change's own code: give it no token, and at most an identity that may read.",
        "# Hand the folder parts over to the job that runs groundwork-report.sh.",
        "set -eu",
        needs("HEAD", "the commit of the change"),
        `BASE=$(git rev-parse --verify "\${BASE:-origin/${branch}}^{commit}")`,
        'git checkout --quiet --detach "$HEAD"',
        installPackages,
        `${groundwork} preview --base "$BASE" --head "$HEAD" --part "parts/\${PART:-all}.json" --record file`,
      ),
    }),
    "ci/groundwork-report.sh": signed(settings, {
      ...before,
      body: text(
        "# A job with the forge's token. It runs the programs of the protected branch: of the change there are Git's objects and the",
        "# parts, which are read and never run. Take this script, too, from the protected branch.",
        "set -eu",
        needs("HEAD", "the commit of the change"),
        needs("PARTS", "the folder of the parts, which lies outside of this checkout"),
        needs("GROUNDWORK_FORGE", "the name of the forge, and its other variables as docs/forges.md says"),
        `git checkout --quiet --force --detach "origin/${branch}"`,
        installPackages,
        `${groundwork} report "$PARTS" --head "$HEAD" --branch ${branch}`,
      ),
    }),
    "ci/groundwork-up.sh": signed(settings, {
      ...before,
      body: text(
        `# A job of ${branch} alone, one at a time, with the forge's token and the identity that may change the cloud.`,
        "set -eu",
        needs("GROUNDWORK_FORGE", "the name of the forge, and its other variables as docs/forges.md says"),
        installPackages,
        `${groundwork} up --yes --queue --head HEAD --wait-for-lock --branch ${branch} --approvals ${approvals}`,
      ),
    }),
    ...(settings.cloud === "gcp" && {
      "ci/groundwork-drift.sh": signed(settings, {
        ...before,
        body: text(
          `# A job of ${branch} on a schedule, one at a time, with an identity that may read the cloud and no other, the forge's token, and the`,
          "# variables with secrets that environments/notifications.yaml names.",
          "set -eu",
          needs("GROUNDWORK_FORGE", "the name of the forge, and its other variables as docs/forges.md says"),
          installPackages,
          drift("drift.md"),
        ),
      }),
    }),
    ...(isCorrecting(settings, context) && {
      "ci/groundwork-correct.sh": signed(settings, {
        ...before,
        body: text(
          `# A job of ${branch} on a schedule, after that of ci/groundwork-drift.sh and beside none of ci/groundwork-up.sh, with the forge's token`,
          "# and the identity that may change the cloud. It does what environments/corrections.yaml of the branch says.",
          "set -eu",
          needs("GROUNDWORK_FORGE", "the name of the forge, and its other variables as docs/forges.md says"),
          installPackages,
          correct(settings, "correct.md"),
        ),
      }),
    }),
    ...(settings.tags !== undefined && {
      "ci/groundwork-up-by-tag.sh": signed(settings, {
        ...before,
        body: text(
          `# A job of the tags ${settings.tags} alone, one at a time and beside none of ${branch}, with the forge's token and the identity that`,
          "# may change the cloud.",
          ...protectTags,
          "set -eu",
          needs("GROUNDWORK_FORGE", "the name of the forge, and its other variables as docs/forges.md says"),
          needs("TAG", "the tag"),
          `git checkout --quiet --force --detach "origin/${branch}"`,
          installPackages,
          fetchTag("TAG"),
          ...upOfTag(settings, "TAG", " --wait-for-lock"),
        ),
      }),
    }),
  };
}
