import ignore, { type Ignore } from "ignore";

/** The file at the root of a source that says what is left out of it. */
export const sourceIgnoreFile = ".sourceignore";

/** What Flux leaves out of a source unless told what to leave out: what build tools keep beside manifests. */
const ignoredByDefault = (
  ".github/ .circleci/ .travis.yml .gitlab-ci.yml appveyor.yml .drone.yml cloudbuild.yaml " +
  "codeship-services.yml codeship-steps.yml **/.goreleaser.yml **/.sops.yaml **/.flux.yaml"
).split(" ");

/** What is left out of a source: by `spec.ignore` of its `GitRepository`, or by default, and by the text of its ignore file. */
export function sourceRules(spec: string | undefined, file: string | undefined): Ignore {
  const rules = ignore().add(spec ?? ignoredByDefault);
  return file === undefined ? rules : rules.add(file);
}
