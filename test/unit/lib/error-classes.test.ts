import { describe, expect, it } from "vitest";
import { type ErrorClass, errorClasses } from "../../../build/generators/error-reference/classes.ts";
import { projectRoot } from "../../../src/lib/index.ts";

const every = errorClasses(projectRoot(), ["src", "stacks", "demo"]);
const classes = every.filter(({ isAbstract }) => !isAbstract);

/** Classes whose text is what another program, or the place that raises them, said. */
const wordsOfOthers = [
  "ApiProblem",
  "ApiRejected",
  "EnvironmentNameInvalid",
  "GitFailed",
  "InputsRejected",
  "InvalidPatch",
  "InvalidRequest",
  "InvalidResource",
  "PatchMalformed",
  "KustomizeFailed",
  "LocalCloudRefused",
  "OwnershipConflict",
  "PatchRefused",
  "ProviderCallFailed",
  "ResourceInitFailed",
  "UntypedValue",
];

/** What to do: an order, a command, or that nothing has to be done. */
const remedy =
  /\b(?:[Aa]dd|[Aa]nnotate|accept|[Cc]heck|[Cc]hange|[Cc]hoose|[Cc]ommit|[Cc]ompare|[Cc]opy|[Cc]orrect|[Cc]reate|[Dd]eclare|[Dd]elete|[Dd]estroy|[Ee]nd it|[Ee]xport|[Ff]etch|[Ff]ree|[Gg]ive|[Ii]mport|[Ii]nstall|[Ll]eave|[Ll]ook|[Mm]ake|[Mm]end|[Mm]ount|[Nn]ame|[Pp]ass|[Pp]ut|push|[Rr]ead|[Rr]egister|[Rr]emove|[Rr]ename|[Rr]estore|[Rr]un|[Ss]ave|[Ss]et|[Ss]ee|[Ss]tart|[Ss]top|[Tt]ake|[Uu]se|[Ww]ait|[Ww]rite|bring|tried again|nothing to repeat|with: )\b/u;

const named = (some: readonly ErrorClass[]) => some.map(({ name, file }) => `${name} in ${file}`);

describe("the errors of Groundwork", () => {
  it("are found by this test", () => {
    expect(classes.length).toBeGreaterThan(160);
    expect(every.filter(({ isAbstract }) => isAbstract).map(({ name }) => name)).toEqual(
      ["FetchError", "GroundworkError"].filter((name) => every.some((each) => each.name === name)),
    );
  });

  it("each have one kind, from which the exit code follows", () => {
    const kinds = ["invalid", "refused", "failed", "unknown"];
    const others = classes.filter(({ kind }) => kind === undefined || !kinds.includes(kind));
    // Says the kind that the console gave.
    expect(others.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(["LocalCloudRefused: ErrorKind"]);
  });

  it("each have a code of their own, in words with hyphens", () => {
    const codes = classes.flatMap(({ code }) => (code === undefined || code === "string" ? [] : [code]));
    expect(classes.filter(({ code }) => code === undefined || code === "string").map(({ name }) => name)).toEqual([
      "LocalCloudRefused",
    ]);
    expect(codes.filter((code) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(code))).toEqual([]);
    const doubled = [...new Set(codes.filter((code, at) => codes.indexOf(code) !== at))];
    expect(doubled).toEqual([]);
  });

  it("say what to do about them", () => {
    expect(named(classes.filter(({ name, words }) => !wordsOfOthers.includes(name) && !remedy.test(words)))).toEqual(
      [],
    );
  });

  it("say in a comment when they are raised, and have a message for docs/errors.md", () => {
    expect(named(classes.filter(({ when }) => !/^[A-Z`].*[.!]$/u.test(when)))).toEqual([]);
    expect(named(classes.filter(({ message }) => message === ""))).toEqual([]);
  });

  it("have no exception that is no longer there", () => {
    expect(wordsOfOthers.filter((name) => !classes.some((each) => each.name === name))).toEqual([]);
  });
});
