import { describe, expect, it } from "vitest";
import type { EnvironmentPreview } from "../../../src/change/index.ts";
import { previewChange } from "../../../src/flows/index.ts";
import type { PlaybookAnswer, PlaybookSyntax } from "../../../src/playbook/index.ts";
import { previewComment, previewJson } from "../../../src/report/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

/** Reads a playbook as a check would that only looks for one word in it. */
const syntax: PlaybookSyntax = {
  check: async (files, playbooks) =>
    new Map(
      playbooks.map((playbook): [string, PlaybookAnswer] => {
        const text = Buffer.from(files.get(playbook) ?? "").toString("utf8");
        if (text.includes("vault")) return [playbook, { kind: "not-checked", because: "it needs a password" }];
        return [playbook, text.includes("bad") ? { kind: "malformed", message: text.trim() } : { kind: "well-formed" }];
      }),
    ),
};

async function previewed(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const world = new DriverWorld(["dev"]);
  const at = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [`environments/dev/machines/${file}`, text]));
  const base = world.git.make(at(before));
  const head = world.git.make(at(after));
  const preview = await previewChange(
    { environments: [], refresh: false, base, head },
    { ...world.ports, playbooks: syntax },
  );
  const comment = previewComment(preview, { commentBytes: 60_000, dialect: "github", asInvoked: (text) => text });
  return { preview, comment };
}

const machinesOf = (environments: readonly EnvironmentPreview[]) =>
  environments[0]?.layers.find(({ layer }) => layer === "machines");

describe("the playbooks of a change", () => {
  it("are checked at both commits: what is malformed, what was before, what is not known, and how many can be read", async () => {
    const { preview, comment } = await previewed(
      { "old.yml": "- hosts: all # bad\n" },
      {
        "old.yml": "- hosts: all # bad\n",
        "new.yml": "- hosts: bad\n",
        "site.yml": "- import_playbook: new.yml\n",
        "secret.yml": "- hosts: all # vault\n",
        "broken.yml": "- hosts: [bad\n",
        "group_vars/all.yml": "- hosts: bad\n",
        "vars.yml": "bad: true\n",
      },
    );
    const folder = "environments/dev/machines";
    expect(machinesOf(preview.environments)).toMatchObject({
      kind: "not-handled",
      playbooks: {
        wellFormed: 1,
        malformed: [
          { path: `${folder}/broken.yml`, wasBefore: false },
          { path: `${folder}/new.yml`, wasBefore: false },
          { path: `${folder}/old.yml`, wasBefore: true },
        ],
        notChecked: ["it needs a password"],
      },
    });
    expect(comment).toContain("old.yml fails its syntax check**: - hosts: all \\# bad, as before the change");
    expect(comment).toContain("dev: the form of playbooks was not checked: it needs a password");
    expect(comment).toContain("dev: ansible-playbook can read 1 playbook");
    expect(previewJson(preview).environments[0]?.layers.at(-1)).toMatchObject({ playbooks: { wellFormed: 1 } });
  });

  it("stay unknown where all of them can be read", async () => {
    const { preview, comment } = await previewed({}, { "site.yml": "- hosts: all\n" });
    expect(machinesOf(preview.environments)).toMatchObject({ kind: "not-handled", playbooks: { malformed: [] } });
    expect(comment).toContain("dev: its machines are unknown.");
  });
});
