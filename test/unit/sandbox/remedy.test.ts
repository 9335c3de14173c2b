import { expect, it } from "vitest";
import { namespaceRemedy } from "../../../src/lib/index.ts";

const allowed = { unprivilegedUserNamespaces: undefined, apparmorRestricts: undefined, mostUserNamespaces: "1000" };

it.each([
  [{ ...allowed, unprivilegedUserNamespaces: "0" }, "sysctl -w kernel.unprivileged_userns_clone=1"],
  [{ ...allowed, apparmorRestricts: "1" }, "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"],
  [{ ...allowed, mostUserNamespaces: "0" }, "sysctl -w user.max_user_namespaces=1024"],
  [allowed, "seccomp=unconfined"],
])("names the line that allows namespaces where the kernel says %j", (settings, line) => {
  expect(namespaceRemedy(settings)).toContain(line);
});
