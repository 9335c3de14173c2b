const controllers: Readonly<Record<string, string>> = {
  "helm.toolkit.fluxcd.io": "helm-controller",
  "notification.toolkit.fluxcd.io": "notification-controller",
  "image.toolkit.fluxcd.io": "image controllers",
  "source.toolkit.fluxcd.io": "source-controller",
};

/** Which of Flux's controllers does what objects of a group say; `undefined` for groups that are none of Flux's. */
export const fluxControllerOf = (apiVersion: string): string | undefined => {
  const [group = ""] = apiVersion.split("/");
  return Object.hasOwn(controllers, group) ? controllers[group] : undefined;
};
