import {
  type App,
  type CheckRun,
  type Comment,
  fullName,
  type Issue,
  type Repository,
  type Review,
  type State,
  type StoredDeployment,
  type StoredStatus,
  type User,
} from "./state.ts";

const addressesOfRepository =
  "archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees".split(
    " ",
  );
const countsOfRepository =
  "forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count network_count subscribers_count".split(
    " ",
  );

/** What REST gives. Addresses are there because the description demands them. */
export function resources(state: State) {
  const api = (path: string) => `${state.url}/api/v3/${path}`;
  const node = (kind: string, id: number) => `${kind}_${id}`;

  const user = ({ id, login, kind }: User) => {
    const url = api(`users/${encodeURIComponent(login)}`);
    return {
      login,
      id,
      node_id: node("U", id),
      avatar_url: `${state.url}/avatars/u/${id}`,
      gravatar_id: "",
      url,
      html_url: `${state.url}/${encodeURIComponent(login)}`,
      followers_url: `${url}/followers`,
      following_url: `${url}/following{/other_user}`,
      gists_url: `${url}/gists{/gist_id}`,
      starred_url: `${url}/starred{/owner}{/repo}`,
      subscriptions_url: `${url}/subscriptions`,
      organizations_url: `${url}/orgs`,
      repos_url: `${url}/repos`,
      events_url: `${url}/events{/privacy}`,
      received_events_url: `${url}/received_events`,
      type: kind,
      site_admin: false,
    };
  };
  const app = ({ id, slug, bot }: App) => ({
    id,
    slug,
    node_id: node("A", id),
    owner: user(bot),
    name: slug,
    description: "",
    external_url: "https://app.example.com",
    html_url: `${state.url}/apps/${slug}`,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    permissions: {},
    events: [],
  });
  return {
    user,
    app,
    publicUser: (of: User) => ({
      ...user(of),
      name: null,
      company: null,
      blog: "",
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    }),
    repository: (repository: Repository) => {
      const url = api(`repos/${fullName(repository)}`);
      const html = `${state.url}/${fullName(repository)}`;
      const time = "2026-01-01T00:00:00Z";
      return {
        ...Object.fromEntries(addressesOfRepository.map((name) => [`${name}_url`, `${url}/${name}`])),
        id: repository.id,
        node_id: node("R", repository.id),
        name: repository.name,
        full_name: fullName(repository),
        owner: user(repository.owner),
        private: repository.isPrivate,
        html_url: html,
        url,
        clone_url: `${html}.git`,
        git_url: `${html}.git`,
        ssh_url: `${html}.git`,
        svn_url: html,
        homepage: null,
        mirror_url: null,
        description: null,
        language: null,
        license: null,
        fork: false,
        archived: repository.isArchived,
        disabled: false,
        default_branch: "main",
        has_issues: repository.hasIssues,
        has_projects: false,
        has_wiki: false,
        has_pages: false,
        has_discussions: false,
        ...Object.fromEntries(countsOfRepository.map((name) => [name, 0])),
        pushed_at: time,
        created_at: time,
        updated_at: time,
      };
    },
    comment: (repository: Repository, issue: Issue, { id, author, body, created, updated }: Comment) => ({
      id,
      node_id: node("IC", id),
      url: api(`repos/${fullName(repository)}/issues/comments/${id}`),
      html_url: `${state.url}/${fullName(repository)}/pull/${issue.number}#issuecomment-${id}`,
      issue_url: api(`repos/${fullName(repository)}/issues/${issue.number}`),
      user: user(author),
      body,
      created_at: created,
      updated_at: updated,
      // Says little of what the author may do.
      author_association: "NONE",
      performed_via_github_app: null,
    }),
    reaction: ({ id, by, content }: NonNullable<Comment["reactions"]>[number]) => ({
      id,
      node_id: node("REA", id),
      user: user(by),
      content,
      created_at: state.now(),
    }),
    issue: (repository: Repository, issue: Issue) => {
      const url = api(`repos/${fullName(repository)}/issues/${issue.number}`);
      return {
        id: issue.id,
        node_id: node("I", issue.id),
        url,
        repository_url: api(`repos/${fullName(repository)}`),
        labels_url: `${url}/labels{/name}`,
        comments_url: `${url}/comments`,
        events_url: `${url}/events`,
        html_url: `${state.url}/${fullName(repository)}/issues/${issue.number}`,
        number: issue.number,
        title: issue.title,
        body: issue.body,
        user: user(issue.author),
        labels: issue.labels.map((name) => ({ name })),
        state: issue.state,
        locked: issue.isLocked,
        assignee: null,
        milestone: null,
        comments: issue.comments.length,
        closed_at: null,
        created_at: issue.created,
        updated_at: issue.updated,
        author_association: "NONE",
        ...(issue.pull && { pull_request: { url, html_url: url, diff_url: url, patch_url: url } }),
      };
    },
    review: (repository: Repository, issue: Issue, review: Review) => {
      const html = `${state.url}/${fullName(repository)}/pull/${issue.number}`;
      return {
        id: review.id,
        node_id: node("PRR", review.id),
        user: user(review.author),
        body: review.body,
        state: review.state,
        html_url: `${html}#pullrequestreview-${review.id}`,
        pull_request_url: api(`repos/${fullName(repository)}/pulls/${issue.number}`),
        author_association: "NONE",
        _links: { html: { href: html }, pull_request: { href: html } },
        submitted_at: review.submitted,
        commit_id: review.commit,
      };
    },
    status: (repository: Repository, status: StoredStatus) => ({
      url: api(`repos/${fullName(repository)}/statuses/${status.sha}`),
      avatar_url: null,
      id: status.id,
      node_id: node("SC", status.id),
      state: status.state,
      description: status.description,
      target_url: status.target_url,
      context: status.context,
      created_at: status.created,
      updated_at: status.created,
      creator: user(status.creator),
    }),
    checkRun: (repository: Repository, run: CheckRun) => {
      const url = api(`repos/${fullName(repository)}/check-runs/${run.id}`);
      return {
        id: run.id,
        node_id: node("CR", run.id),
        head_sha: run.sha,
        external_id: "",
        url,
        html_url: `${state.url}/${fullName(repository)}/runs/${run.id}`,
        details_url: run.detailsUrl,
        status: run.status,
        conclusion: run.conclusion,
        started_at: run.created,
        completed_at: run.status === "completed" ? run.created : null,
        output: {
          title: run.title,
          summary: run.summary,
          text: null,
          annotations_count: run.annotations.length,
          annotations_url: `${url}/annotations`,
        },
        name: run.name,
        check_suite: { id: run.app.id },
        app: app(run.app),
        pull_requests: [],
      };
    },
    deployment: (repository: Repository, deployment: StoredDeployment) => {
      const url = api(`repos/${fullName(repository)}/deployments/${deployment.id}`);
      return {
        url,
        id: deployment.id,
        node_id: node("DE", deployment.id),
        sha: deployment.sha,
        ref: deployment.sha,
        task: "deploy",
        payload: {},
        original_environment: deployment.environment,
        environment: deployment.environment,
        description: "",
        creator: user(deployment.creator),
        created_at: deployment.created,
        updated_at: deployment.created,
        statuses_url: `${url}/statuses`,
        repository_url: api(`repos/${fullName(repository)}`),
      };
    },
    deploymentStatus: (
      repository: Repository,
      deployment: StoredDeployment,
      status: StoredDeployment["statuses"][number],
    ) => {
      const url = api(`repos/${fullName(repository)}/deployments/${deployment.id}`);
      return {
        url: `${url}/statuses/${status.id}`,
        id: status.id,
        node_id: node("DS", status.id),
        state: status.state,
        creator: user(status.by),
        description: status.description,
        environment: deployment.environment,
        target_url: status.log_url,
        created_at: status.created,
        updated_at: status.created,
        deployment_url: url,
        repository_url: api(`repos/${fullName(repository)}`),
        environment_url: status.log_url,
        log_url: status.log_url,
      };
    },
  };
}

export type Resources = ReturnType<typeof resources>;
