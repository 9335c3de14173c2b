import type { Files } from "../files.ts";
import {
  cloudAccess,
  commitOf,
  correct,
  drift,
  fetchBranch,
  fetchTag,
  groundwork,
  imageOf,
  indented,
  installPackages,
  installPulumi,
  type Lines,
  partsApart,
  protectedPrograms,
  protectTags,
  text,
  upOfTag,
  where,
} from "./lines.ts";
import { type CiContext, type CiSettings, isCorrecting } from "./settings.ts";
import { signed } from "./written.ts";

/** Bitbucket sets it in steps with `oidc`. */
const stepToken = "BITBUCKET_STEP_OIDC_TOKEN";

/** The one file of Bitbucket Pipelines. It was checked by no schema: no package carries Bitbucket's. */
export function bitbucketFiles(settings: CiSettings, context: CiContext): Files {
  return { "bitbucket-pipelines.yml": signed(settings, { body: pipelines(settings, context) }) };
}

function pipelines(settings: CiSettings, context: CiContext): string {
  const { branch, tags, cloud, approvals, runner, jobs } = settings;
  const isCloud = cloud === "gcp";
  const fetched = fetchBranch(branch);
  const packages = `- ${installPackages} || echo "The packages were not installed (exit code $?)."`;
  // Steps start at different times, and the branch moves on: all of them compare with the commit that is found once.
  const affected = [
    "- |",
    ...indented(2, [
      "mkdir -p change",
      `BASE=${commitOf(branch)}`,
      'echo "$BASE" > change/base',
      `${groundwork} affected --base "$BASE" --head "$BITBUCKET_COMMIT" --format lines > change/names ||`,
      '  echo "What is affected was not found (exit code $?)."',
    ]),
  ];
  const isShared = jobs > 1;
  const affectedStep = [
    "- step:",
    ...indented(4, [
      "name: Affected",
      ...runsOn(runner),
      "script:",
      ...indented(2, [fetched, packages, ...affected]),
      "artifacts: [change/**]",
    ]),
  ];
  const preview = [
    "# A step that fails would keep the report from being made, which says what failed.",
    "- step: &preview",
    ...indented(4, [
      "name: Preview",
      ...runsOn(runner),
      ...where(isCloud, ["oidc: true"]),
      "script:",
      ...indented(2, [
        fetched,
        packages,
        ...where(isCloud, [`- ${installPulumi}`]),
        ...where(!isShared, affected),
        "- |",
        ...indented(2, [
          'names=$(awk -v n="${BITBUCKET_PARALLEL_STEP_COUNT:-1}" -v i="${BITBUCKET_PARALLEL_STEP:-0}" \\',
          "  '(NR - 1) % n == i' change/names)",
          ...where(isCloud, cloudAccess(stepToken, "GROUNDWORK_PREVIEW_ACCOUNT", settings)),
          `test -z "$names" || ${groundwork} preview --base "$(cat change/base)" --head "$BITBUCKET_COMMIT" --env $names \\`,
          '  --part "parts/${BITBUCKET_PARALLEL_STEP:-0}.json" --record file || echo "Previewed with exit code $?."',
        ]),
      ]),
      "artifacts: [parts/**]",
    ]),
  ];
  const previews = Array.from({ length: jobs }, () => "- step: *preview");
  return text(
    "#",
    "# The steps before Report run the change's own code. Report and Up run the programs of the protected branch, and have",
    "# GROUNDWORK_FORGE_TOKEN: a variable of their deployment environments alone. Bitbucket runs nothing for a fork's change.",
    "",
    `image: ${imageOf(settings)}`,
    "clone:",
    "  depth: full",
    "definitions:",
    "  steps:",
    ...indented(4, preview),
    "pipelines:",
    "  pull-requests:",
    '    "**":',
    ...indented(6, isShared ? [...affectedStep, "- parallel:", "    steps:", ...indented(6, previews)] : previews),
    ...indented(6, [
      "- step:",
      ...indented(4, [
        "name: Report",
        ...runsOn(runner),
        "deployment: groundwork-report",
        "# A deployment is locked by its step: without a group the steps of other changes would be paused until a person starts them.",
        "concurrency-group: groundwork-report",
        "script:",
        ...indented(2, [
          partsApart,
          ...protectedPrograms(branch),
          `- ${installPackages}`,
          "- >-",
          `  ${groundwork} report "$parts" --head "$BITBUCKET_COMMIT" --branch ${branch}`,
          '  --change-request "$BITBUCKET_PR_ID" --forge bitbucket',
        ]),
      ]),
    ]),
    "  branches:",
    `    ${branch}:`,
    ...indented(
      6,
      changingStep(settings, [
        `${groundwork} up --yes --queue --head "$BITBUCKET_COMMIT" --branch ${branch} --approvals ${approvals} \\`,
        "  --forge bitbucket",
      ]),
    ),
    ...where(isCloud, [
      "  custom:",
      "    groundwork-drift:",
      ...indented(6, [
        "- step:",
        ...indented(4, [
          "name: Drift",
          ...runsOn(runner),
          "oidc: true",
          "deployment: groundwork-report",
          "concurrency-group: groundwork-report",
          "script:",
          ...indented(2, [
            `- ${installPackages}`,
            `- ${installPulumi}`,
            "- |",
            ...indented(2, [
              ...cloudAccess(stepToken, "GROUNDWORK_PREVIEW_ACCOUNT", settings),
              drift("drift.md", " --forge bitbucket"),
            ]),
          ]),
          "artifacts: [drift.md]",
        ]),
      ]),
    ]),
    ...where(isCorrecting(settings, context), [
      "    groundwork-correct:",
      ...indented(6, [
        ...changingStep(settings, [correct(settings, "correct.md", " --forge bitbucket")], { name: "Correct" }),
        "    artifacts: [correct.md]",
      ]),
    ]),
    ...where(tags !== undefined, [
      ...indented(2, protectTags),
      "  tags:",
      `    "${tags}":`,
      ...indented(
        6,
        changingStep(
          settings,
          [fetchTag("BITBUCKET_TAG"), ...upOfTag(settings, "BITBUCKET_TAG", " --forge bitbucket")],
          { checkedOut: protectedPrograms(branch) },
        ),
      ),
    ]),
  );
}
/** A step that has the identity which may change the cloud. @param checkedOut lines that check other programs out */
function changingStep(
  settings: CiSettings,
  command: Lines,
  { name = "Up", checkedOut = [] }: { readonly name?: string; readonly checkedOut?: Lines } = {},
): Lines {
  const { cloud, runner, upRunner } = settings;
  const isCloud = cloud === "gcp";
  return [
    "- step:",
    ...indented(4, [
      `name: ${name}`,
      ...runsOn(upRunner ?? runner),
      "deployment: groundwork-up",
      "concurrency-group: groundwork-up",
      ...where(isCloud, ["oidc: true"]),
      "script:",
      ...indented(2, [
        ...checkedOut,
        `- ${installPackages}`,
        ...where(isCloud, [`- ${installPulumi}`]),
        "- |",
        ...indented(2, [...where(isCloud, cloudAccess(stepToken, "GROUNDWORK_UP_ACCOUNT", settings)), ...command]),
      ]),
    ]),
  ];
}

function runsOn(label: string | undefined): Lines {
  return where(label !== undefined, [`runs-on: [self.hosted, ${label}]`]);
}
