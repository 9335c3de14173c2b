import { code, fence, markdownTable } from "../markdown.ts";
import { type Examples, exampleFiles } from "./examples.ts";
import { flow } from "./flow.ts";
import { removal, type Section, type SectionKey } from "./schema-sections.ts";

const removalExample = `spec.network.firewall[].${removal}`;

/** The page about every section, each key with an example. */
export function environmentPage(sections: readonly Section[], examples: Examples): string {
  return [introduction(examples), ...sections.map((section) => sectionText(section, examples)), ""].join("\n\n");
}

function introduction(examples: Examples): string {
  const [example = ""] = exampleFiles;
  return `# \`environment.yaml\`

<!-- Generated from the schema in src/environment/schema and the files in docs/examples. Write it again with: npm run generate -->

Each folder under \`environments/\` holds one; the folder's name is the environment's. How to add one, how files lie over profiles and
how addresses are planned is told in [environments/README.md](../environments/README.md). Nearly all examples on this page
come from [${example.replace("docs/", "")}](${example.replace("docs/", "")}), a whole environment, and those of keys that exclude one
another from the files beside it.

- \`groundwork env validate\` checks the files; editors complete and check them by \`environments/environment.schema.json\`.
- **Nearly everything is optional.** A key that is left out has its profile's value, else the default. \`null\` takes a profile's value away.
- **Lists of maps with a \`name\`** merge with the profile's list by name. Each of these maps also takes
  \`${flow({ [removal]: examples.valueAt(removalExample) }).slice(2, -2)}\`, which takes the profile's entry of that name away.
- **Texts** of \`values\`, of machines' \`metadata\`, \`startupScript\` and \`cloudInit\`, of DNS records, of images and \`env\` of Cloud Run and
  of addresses that subscriptions push to may refer to another environment's
  outputs: \`${String(examples.valueAt("spec.values.hub_network"))}\`.`;
}

function sectionText({ path, description, keys }: Section, examples: Examples): string {
  const heading = path === "" ? "## The file" : `${path.split(".").length > 2 ? "###" : "##"} \`${path}\``;
  return [heading, description, snippetOf(path, keys, examples), tableOf(keys, examples)].filter(Boolean).join("\n\n");
}

/** The example's own lines, for the file's keys and for each key of `spec`; tables have the others. */
function snippetOf(path: string, keys: readonly SectionKey[], examples: Examples): string {
  if (path === "") {
    const plain = keys.filter(({ hasSection }) => !hasSection);
    return fence("yaml", plain.map(({ name }) => examples.sourceOf([name])).join("\n"));
  }
  const steps = path.replace("[]", "").split(".");
  const isOfFile = steps.length === 1 && path !== "spec";
  if (!isOfFile && (steps.length !== 2 || steps[0] !== "spec")) return "";
  const source = examples.sourceOf(steps);
  return fence("yaml", isOfFile ? source : `spec:\n${source}`);
}

function tableOf(keys: readonly SectionKey[], examples: Examples): string {
  return markdownTable(
    ["key", "value", "default", "meaning", "example"],
    keys.map(({ name, path, values, fallback, description, hasSection }) => {
      const example = `${name}: ${flow(examples.valueAt(path))}`;
      return [code(name), values, fallback, description, hasSection ? "" : code(example)];
    }),
  );
}
