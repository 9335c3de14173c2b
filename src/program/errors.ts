import { GroundworkError } from "../lib/index.ts";

/** The program's imports cannot be followed. */
export class ProgramUnreadable extends GroundworkError {
  readonly code = "program-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly commit: string; readonly entry: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The imports of ${data.entry} at ${data.commit.slice(0, 7)} cannot be followed: ${data.problem}. Correct them and commit that.`,
      options,
    );
  }
}

/** The packages that the program imports are not installed. */
export class PackagesMissing extends GroundworkError {
  readonly code = "packages-missing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(`${data.folder} has no node_modules, so its program cannot run. Install its packages with: npm ci`, options);
  }
}

/** A commit's program needs other packages than those of the checkout, and they cannot be installed here. */
export class PackagesNotInstallable extends GroundworkError {
  readonly code = "packages-not-installable";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly commit: string;
      readonly folder: string;
      /** Those that differ, as `name 1.0.0 -> 1.1.0`; empty where that is not known. */
      readonly packages: readonly string[];
      readonly problem: string;
    },
    options?: ErrorOptions,
  ) {
    const { commit, folder, packages, problem } = data;
    const shown = packages.slice(0, shownPackages).join(", ");
    const more = packages.length > shownPackages ? ` and ${packages.length - shownPackages} more` : "";
    super(
      `The program of ${commit.slice(0, 7)} needs other packages than ${folder} has${shown === "" ? "" : ` (${shown}${more})`}, and they ` +
        `cannot be installed: ${problem}. With another version of a package it would say something else, so it is not run. ` +
        "Make the registry reachable, or check the commit out and run: npm ci",
      options,
    );
  }
}

/** A commit from outside has links to files that are not its own. */
export class LinksLeadOutside extends GroundworkError {
  readonly code = "links-lead-outside";
  readonly kind = "refused";
  constructor(readonly data: { readonly commit: string; readonly links: readonly string[] }) {
    super(
      `${data.commit.slice(0, 7)} comes from outside and has links that lead out of the repository, or to nothing: ${data.links.join(", ")}. ` +
        "Put files in their place, or links to files of the repository.",
    );
  }
}

/** A commit from outside brings what is installed, or wants it from elsewhere than a registry of packages. */
export class PackagesFromElsewhere extends GroundworkError {
  readonly code = "packages-from-elsewhere";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly commit: string;
      /** Entries of the lockfile, or folders. */
      readonly places: readonly string[];
    },
  ) {
    super(
      `${data.commit.slice(0, 7)} comes from outside and has packages that are not from registry.npmjs.org: ` +
        `${data.places.join(", ")}. Its program is not run. Use packages of that registry, or those of the branch to merge into.`,
    );
  }
}

const shownPackages = 3;
