import { expect, it } from "vitest";
import { withoutMachineFolders } from "../../../src/lib/index.ts";

const folders = [
  { path: "/home/ci", below: "~/", itself: "~" },
  { path: "/home/ci/jobs/acme (1)", below: "", itself: "the checkout" },
  { path: "/", below: "root/", itself: "root" },
];
const shown = (text: string) => withoutMachineFolders(text, folders);

it.each([
  ["State: /home/ci/jobs/acme (1)/.groundwork/state is empty", "State: .groundwork/state is empty"],
  ["/home/ci/jobs/acme (1) has no node_modules", "the checkout has no node_modules"],
  ["nothing stands in /home/ci/jobs/acme (1).", "nothing stands in the checkout."],
  ["at file:///home/ci/jobs/acme (1)/stacks/index.ts:3:1", "at stacks/index.ts:3:1"],
  ["/home/ci/.cache/groundwork and '/home/ci/jobs/acme (1)/a_b'", "~/.cache/groundwork and 'a_b'"],
])("says %j to readers elsewhere as %j", (text, expected) => {
  expect(shown(text)).toBe(expected);
});

it.each([
  "/home/cider/jobs",
  "/var/home/ci/jobs",
  "https://git.example.com/home/ci/jobs",
  "GET /healthz",
  "/usr/bin/git ended with 1",
  "gs://acme-state//home/ci/x",
])("leaves %j as it is", (text) => {
  expect(shown(text)).toBe(text);
});
