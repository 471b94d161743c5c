/** Chat, mail, telephony, and webhook URLs that are keys in themselves. */
import { format, hexadecimal, mixed, plausible, type SecretFormat } from '../format.js';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const MESSAGING_FORMATS: readonly SecretFormat[] = [
  format('slack-bot', 'Slack', 'xoxb-[0-9]{9,14}-(?<random>[0-9]{9,14}-[A-Za-z0-9]{18,32}|[A-Za-z0-9]{18,32})'),
  format('slack-user', 'Slack', 'xox[pe]-[0-9]{9,14}-(?<random>(?:[0-9]{9,14}-){1,2}[a-f0-9A-Za-z]{28,64})'),
  format('slack-legacy', 'Slack', 'xox[osar]-(?<random>[0-9A-Za-z-]{20,90})', { verify: (c) => (c.random.match(/[0-9]/g)?.length ?? 0) >= 6 && plausible(c) }),
  format('slack-cookie', 'Slack', 'xoxd-[A-Za-z0-9%+/=_-]{60,400}', { verify: mixed }),
  format('slack-client-session', 'Slack', 'xoxc-[0-9]{9,14}-[0-9]{9,14}-[0-9]{9,14}-(?<random>[a-f0-9]{64})'),
  format('slack-app', 'Slack', String.raw`xapp-\d-[A-Z0-9]{9,12}-\d{10,14}-(?<random>[a-z0-9]{60,68})`),
  format('slack-config', 'Slack', String.raw`xoxe[.]xox[bp]-\d-[A-Za-z0-9]{146,168}`, { verify: mixed }),
  format('slack-config-refresh', 'Slack', String.raw`xoxe-\d-[A-Za-z0-9]{140,168}`, { verify: mixed }),
  format('slack-webhook', 'Slack', 'hooks[.]slack(?:-gov)?[.]com/(?:services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{18,26}|(?:workflows|triggers)/[A-Z0-9]{8,12}/[A-Z0-9/]{20,50}/[A-Za-z0-9]{18,26})', {
    anchors: ['hooks.slack'], looseStart: true, fromUrlStart: true, capabilityUrl: true,
    verify: (c) => plausible({ ...c, random: c.value.slice(c.value.lastIndexOf('/') + 1) }),
  }),
  format('teams-webhook', 'Microsoft Teams', `webhook[.]office[.]com/webhookb2/${UUID}@${UUID}/IncomingWebhook/(?<random>[0-9a-f]{32})/${UUID}(?:/[A-Za-z0-9_-]{20,60})?`, {
    looseStart: true, fromUrlStart: true, capabilityUrl: true, verify: hexadecimal,
  }),
  format('discord-webhook', 'Discord', String.raw`discord(?:app)?[.]com/api/(?:v\d{1,2}/)?webhooks/\d{15,21}/(?<random>[A-Za-z0-9_-]{60,72})`, {
    anchors: ['discord.com/api', 'discordapp.com/api'], looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('zapier-webhook', 'Zapier', 'hooks[.]zapier[.]com/hooks/(?:catch|standard)/[0-9]{4,10}/(?<random>[a-z0-9]{5,10})', {
    looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('make-webhook', 'Make', 'hook[.](?:(?:[eu]{2}|us)[12][.])?(?:make|integromat)[.](?:com|celonis[.]com)/(?<random>[a-z0-9]{20,40})', {
    anchors: ['hook.eu', 'hook.us', 'hook.integromat', 'hook.make'], looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('ifttt-webhook', 'IFTTT', 'maker[.]ifttt[.]com/trigger/[A-Za-z0-9_-]{1,60}/(?:json/)?with/key/(?<random>[A-Za-z0-9_-]{20,60})', {
    looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('google-chat-webhook', 'Google Chat', 'chat[.]googleapis[.]com/v1/spaces/[A-Za-z0-9_-]{6,20}/messages[?]key=[A-Za-z0-9_-]{30,45}&token=(?<random>[A-Za-z0-9_%-]{40,60})', {
    looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('pipedream-webhook', 'Pipedream', 'eo[a-z0-9]{10,16}[.]m[.]pipedream[.]net', { anchors: ['.m.pipedream.net'], leads: [15, 14, 13, 12, 16, 17, 18], fromUrlStart: true, capabilityUrl: true, verify: () => true }),
  format('telegram-bot', 'Telegram', '[0-9]{8,10}:AA(?<random>[A-Za-z0-9_-]{33})', { anchors: [':AA'], leads: [10, 9, 8], verify: mixed }),
  // A bot token starts with its numeric account id in base64, which leaves few possible beginnings.
  format('discord-bot', 'Discord', '[MNO][DTjz][AEIMQUYcgk][A-Za-z0-9]{21,25}[.][A-Za-z0-9_-]{6}[.](?<random>[A-Za-z0-9_-]{27,38})'),
  format('twilio-api-key', 'Twilio', 'SK[0-9a-f]{32}', { verify: hexadecimal }),
  format('twilio-auth', 'Twilio', String.raw`twilio_?(?:auth_?)?token["']?\s{0,4}(?:=|:|,)\s{0,4}["']?(?<secret>[0-9a-f]{32})`, { anchors: ['twilio'], ignoreCase: true, looseStart: true, verify: (c) => hexadecimal({ ...c, random: c.value }) }),
  format('sendgrid', 'SendGrid', 'SG[.](?<random>[A-Za-z0-9_-]{22}[.][A-Za-z0-9_-]{43})', { anchors: ['SG.'], verify: mixed }),
  format('mailgun', 'Mailgun', 'key-[0-9a-f]{32}', { verify: hexadecimal }),
  format('mailchimp', 'Mailchimp', '[0-9a-f]{32}-us[1-9][0-9]?', { anchors: ['-us1', '-us2', '-us3', '-us4', '-us5', '-us6', '-us7', '-us8', '-us9'], leads: [32], verify: hexadecimal }),
  format('mandrill', 'Mandrill', 'md-[A-Za-z0-9_-]{22}', { verify: mixed }),
  format('postmark', 'Postmark', `X-Postmark-(?:Server|Account)-Token["']?:? {0,2}["']?(?<secret>${UUID})`, { ignoreCase: true, anchors: ['X-Postmark'], verify: (c) => hexadecimal({ ...c, random: c.value }) }),
  format('brevo', 'Brevo', 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  format('brevo-smtp', 'Brevo', 'xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  format('resend', 'Resend', 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}', { verify: mixed }),
  format('klaviyo', 'Klaviyo', 'pk_[a-f0-9]{34}', { verify: hexadecimal }),
  format('customerio', 'Customer.io', `customerio_?api_?key["']?\\s{0,4}(?:=|:)\\s{0,4}["']?(?<secret>[0-9a-f]{32})`, { anchors: ['customerio'], ignoreCase: true, looseStart: true, verify: (c) => hexadecimal({ ...c, random: c.value }) }),
  format('mattermost-webhook', 'Mattermost', String.raw`/hooks/(?<random>[a-z0-9]{26})`, { anchors: ['/hooks/'], looseStart: true, fromUrlStart: true, capabilityUrl: true, verify: (c) => /[0-9]/.test(c.random) && plausible(c) }),
];
