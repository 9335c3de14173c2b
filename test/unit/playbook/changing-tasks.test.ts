import { describe, expect, it } from "vitest";
import { findChangingTasks } from "../../../src/playbook/ansible/run/index.ts";

const found = (files: Readonly<Record<string, string>>) =>
  findChangingTasks(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));

describe("tasks that a comparison would run for real", () => {
  it("are found in playbooks, roles, handlers and blocks, by file and line", () => {
    expect(
      found({
        "site.yml": "- hosts: all\n  check_mode: no\n",
        "roles/web/tasks/main.yml": "- block:\n    - ping:\n  check_mode: False\n- ping:\n",
        "roles/web/handlers/main.yml": "- name: x\n  ping:\n  check_mode: 'false'\n",
      }),
    ).toEqual(["roles/web/handlers/main.yml:3", "roles/web/tasks/main.yml:3", "site.yml:2"]);
  });

  it("are those too whose check mode a template decides", () => {
    expect(found({ "site.yml": '- hosts: all\n  check_mode: "{{ not real }}"\n' })).toEqual(["site.yml:2"]);
  });

  it("are found in files of any name, since any can be included", () => {
    expect(found({ "tasks/more": "- ping:\n  check_mode: false\n" })).toEqual(["tasks/more:2"]);
  });

  it("are not those that check mode is switched on for", () => {
    expect(
      found({ "site.yml": "- hosts: all\n  check_mode: true\n", "README.md": "# check_mode: false is bad\n" }),
    ).toEqual([]);
  });

  it("may be in a file that cannot be read", () => {
    expect(found({ "site.yml": "- hosts: [\n  check_mode: false\n" })).toEqual(["site.yml:1 (not YAML)"]);
    expect(found({ "roles/web/tasks/main.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n" })).toEqual([
      "roles/web/tasks/main.yml:1 (in a vault)",
    ]);
    expect(found({ "group_vars/all.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n" })).toEqual([]);
  });
});
