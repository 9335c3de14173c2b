import { readFileSync } from "node:fs";

/** Settings of the kernel that forbid namespaces to ordinary users; absent on kernels without them. */
export interface NamespaceSettings {
  readonly unprivilegedUserNamespaces: string | undefined;
  readonly apparmorRestricts: string | undefined;
  readonly mostUserNamespaces: string | undefined;
}

/** As they are now. */
export function namespaceSettings(): NamespaceSettings {
  return {
    unprivilegedUserNamespaces: setting("kernel/unprivileged_userns_clone"),
    apparmorRestricts: setting("kernel/apparmor_restrict_unprivileged_userns"),
    mostUserNamespaces: setting("user/max_user_namespaces"),
  };
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** The line that allows namespaces where a setting forbids them. */
export function namespaceRemedy(settings: NamespaceSettings): string {
  const { unprivilegedUserNamespaces, apparmorRestricts, mostUserNamespaces } = settings;
  if (unprivilegedUserNamespaces === "0") return "Allow it with: sysctl -w kernel.unprivileged_userns_clone=1";
  if (apparmorRestricts === "1") return "Allow it with: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  if (mostUserNamespaces === "0") return "Allow it with: sysctl -w user.max_user_namespaces=1024";
  return "In a container, allow the system calls unshare and mount: for Docker by the security options seccomp=unconfined and apparmor=unconfined";
}
