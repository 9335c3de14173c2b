import type { FluxInstallation, FluxManifestsSource } from "../environment.ts";
import type { RawSpec } from "../schema/index.ts";
import type { Findings } from "./findings.ts";
import { leadsOutside, stepsOf } from "./steps.ts";

type RawFlux = NonNullable<RawSpec["sync"]>["flux"];

const path = ["spec", "sync", "flux"] as const;
const manifestsPath = [...path, "manifests"] as const;

/** How Flux comes into the cluster. Nothing is installed that was not named: no release is chosen here, and none is taken unchecked from an address. */
export function buildFlux(findings: Findings, raw: RawFlux): FluxInstallation {
  const { multitenant = true, upgradedBy = "pulumi", preinstalled = false, manifests, digest } = raw ?? {};
  if (preinstalled) {
    if (manifests !== undefined)
      findings.error(
        manifestsPath,
        "flux-installed-twice",
        "stands beside preinstalled: true, which says that nothing is installed; take one of them out",
      );
    return { multitenant, upgradedBy };
  }
  if (manifests === undefined) {
    findings.error(
      raw === undefined ? ["spec", "sync", "agent"] : path,
      "flux-manifests-missing",
      "needs spec.sync.flux.manifests, the manifests that install Flux: a file or folder of this repository, such as the output of " +
        "flux install --export, or an https:// address with its digest; or preinstalled: true where Flux is in the cluster already",
    );
    return { multitenant, upgradedBy };
  }
  return { multitenant, upgradedBy, manifests: buildSource(findings, manifests, digest) };
}

function buildSource(findings: Findings, manifests: string, digest: string | undefined): FluxManifestsSource {
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(manifests)) return buildAddress(findings, manifests, digest);
  if (leadsOutside(manifests)) {
    const message = `is "${manifests}"; write a file or a folder of the repository, from its root`;
    findings.error(manifestsPath, "path-outside-repository", message);
  }
  return { in: "repository", path: stepsOf(manifests).join("/"), ...(digest === undefined ? {} : { digest }) };
}

function buildAddress(findings: Findings, url: string, digest: string | undefined): FluxManifestsSource {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "https:")
    findings.error(manifestsPath, "bad-manifests-address", "is no https:// address of a file of manifests");
  else if (parsed.username !== "" || parsed.password !== "")
    findings.error(
      manifestsPath,
      "bad-manifests-address",
      "holds credentials, which would stand in Git; add the file to the repository, and name it here",
    );
  if (digest === undefined)
    findings.error(
      manifestsPath,
      "flux-digest-missing",
      `is an address without spec.sync.flux.digest; write the digest of the file that you looked at: curl -fsSL ${shown(url)} | sha256sum`,
    );
  return { in: "address", url, digest: digest ?? "" };
}

/** Without what an address may hold of credentials. */
function shown(url: string): string {
  if (!URL.canParse(url)) return "<address>";
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
