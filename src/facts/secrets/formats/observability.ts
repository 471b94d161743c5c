/** Monitoring, logging, alerting, analytics and feature flags. */
import { format, hexadecimal, mixed, plausible, type SecretFormat } from '../format.js';
import { characterMix } from '../randomness.js';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ASSIGNED = String.raw`["']?\s{0,4}(?:=|:|=>|,)\s{0,4}["']?`;

export const OBSERVABILITY_FORMATS: readonly SecretFormat[] = [
  format('sentry-user-token', 'Sentry', 'sntryu_[a-f0-9]{64}', { verify: hexadecimal }),
  format('sentry-org-token', 'Sentry', 'sntrys_eyJ[A-Za-z0-9+/=]{60,400}_[A-Za-z0-9+/]{43}', { verify: mixed }),
  format('sentry-dsn', 'Sentry', '://(?<random>[0-9a-f]{32})@o?[0-9]{1,20}[.]?[A-Za-z0-9.]{0,20}sentry[.]io/[0-9]{1,20}', { anchors: ['://'], looseStart: true, fromUrlStart: true, verify: hexadecimal, publishable: true }),
  format('datadog-key', 'Datadog', `(?:dd|datadog)[_-](?:api|app|application)[_-]key${ASSIGNED}(?<secret>[a-f0-9]{40}|[a-f0-9]{32})`, {
    anchors: ['dd_ap', 'dd-ap', 'datadog_ap', 'datadog-ap'], ignoreCase: true, verify: (c) => hexadecimal({ ...c, random: c.value }),
  }),
  format('datadog-app-key', 'Datadog', 'ddap_[A-Za-z0-9]{34}', { verify: mixed }),
  format('datadog-client-token', 'Datadog', 'pub[a-f0-9]{32}', { verify: hexadecimal, publishable: true }),
  format('newrelic-user-key', 'New Relic', 'NRAK-[A-Z0-9]{27}', { verify: alphanumeric }),
  format('newrelic-insert-key', 'New Relic', 'NRII-[A-Za-z0-9_-]{32}', { verify: alphanumeric }),
  format('newrelic-admin-key', 'New Relic', 'NRAA-[a-f0-9]{27}', { verify: hexadecimal }),
  format('newrelic-licence-key', 'New Relic', '[a-f0-9]{36}NRAL', { anchors: ['NRAL'], leads: [36], verify: hexadecimal }),
  format('newrelic-browser-key', 'New Relic', 'NRJS-[a-f0-9]{19}', { verify: hexadecimal, publishable: true }),
  format('grafana-cloud', 'Grafana', 'glc_[A-Za-z0-9+/]{32,400}={0,3}', { verify: mixed }),
  format('grafana-service-account', 'Grafana', 'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}', { verify: mixed }),
  format('grafana-key', 'Grafana', 'eyJrIjoi[A-Za-z0-9]{70,400}={0,3}', { verify: mixed }),
  format('dynatrace', 'Dynatrace', 'dt0[a-z][0-9]{2}[.][A-Z0-9]{24}[.][A-Z0-9]{64}', { verify: alphanumeric }),
  format('pagerduty-key', 'PagerDuty', `pagerduty_?(?:api_?)?(?:key|token)${ASSIGNED}(?<secret>[a-f0-9]{32}|[A-Za-z0-9_+-]{20})`, { anchors: ['pagerduty'], ignoreCase: true, looseStart: true, verify: (c) => alphanumeric({ ...c, random: c.value }) }),
  format('honeycomb-key', 'Honeycomb', 'hc(?:a|b)ik_[a-z0-9]{58}', { anchors: ['hcaik_', 'hcbik_'], verify: hexadecimal }),
  format('rollbar-token', 'Rollbar', `rollbar_?(?:server_?)?(?:access_?)?token${ASSIGNED}(?<secret>[a-f0-9]{32})`, { anchors: ['rollbar'], ignoreCase: true, looseStart: true, verify: (c) => hexadecimal({ ...c, random: c.value }) }),
  format('launchdarkly-key', 'LaunchDarkly', `(?:sdk|api|mob)-${UUID}`, { verify: hexadecimal, publishable: (value) => value.startsWith('mob-') }),
  format('posthog-personal-key', 'PostHog', 'phx_[A-Za-z0-9]{43,48}', { verify: mixed }),
  format('posthog-project-key', 'PostHog', 'phc_[A-Za-z0-9]{43,48}', { verify: mixed, publishable: true }),
  format('statsig-server-key', 'Statsig', 'secret-[A-Za-z0-9]{40,48}', { verify: mixed }),
  format('configcat-key', 'ConfigCat', 'configcat-sdk-1/[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{22}', { verify: mixed }),
  format('axiom-token', 'Axiom', `xa[ap]t-${UUID}`, { verify: hexadecimal }),
  format('checkly-key', 'Checkly', 'cu_[a-f0-9]{32}', { verify: hexadecimal }),
];

function alphanumeric(candidate: Parameters<typeof plausible>[0]): boolean {
  const mix = characterMix(candidate.random);
  return mix.digits > 0 && mix.lower + mix.upper > 0 && plausible(candidate);
}
