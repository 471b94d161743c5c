import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether CI says that the change under review comes from somebody else's copy of the repository: a sentence if so,
 * else undefined. What cannot be read counts as a fork, since the wrong guess in that direction only costs leniency.
 */
export function comesFromFork(env: Environment): string | undefined {
  return gitHubFork(env) ?? gitLabFork(env) ?? azureFork(env);
}

function gitHubFork(env: Environment): string | undefined {
  const file = env['GITHUB_EVENT_PATH'];
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  const carriesCode = /^(?:pull_request|workflow_run|merge_group)/.test(event);
  if (!file) return undefined;
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return carriesCode ? 'the event that started this run cannot be read' : undefined;
  }
  const pull = field(payload, 'pull_request');
  const run = field(payload, 'workflow_run');
  if (pull !== undefined) return differs(field(pull, 'head', 'repo'), field(pull, 'base', 'repo'));
  if (run !== undefined) return differs(field(run, 'head_repository'), field(payload, 'repository'));
  return undefined;
}

/** The head repository is null where the fork has been deleted. */
function differs(head: unknown, base: unknown): string | undefined {
  const name = field(head, 'full_name');
  const own = name !== undefined && name === field(base, 'full_name') && field(head, 'id') === field(base, 'id');
  return own ? undefined : 'this change comes from a fork';
}

function gitLabFork(env: Environment): string | undefined {
  const source = env['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'];
  const target = env['CI_MERGE_REQUEST_PROJECT_ID'];
  return source && target && source !== target ? 'this merge request comes from a fork' : undefined;
}

function azureFork(env: Environment): string | undefined {
  return env['SYSTEM_PULLREQUEST_ISFORK']?.toLowerCase() === 'true' ? 'this pull request comes from a fork' : undefined;
}

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, key) => (typeof current === 'object' && current !== null && Object.hasOwn(current, key) ? (current as Record<string, unknown>)[key] : undefined), value);
}
