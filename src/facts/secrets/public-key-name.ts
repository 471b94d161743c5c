/** Names of keys that every visitor of a page may see, and of those that none may. */
import { providerOfName } from './provider-name.js';
import { wordsOf } from './words.js';

const PUBLIC_WORDS: ReadonlySet<string> = new Set(['public', 'publishable', 'anon', 'anonymous', 'maps', 'map', 'mapbox', 'firebase', 'recaptcha', 'hcaptcha', 'turnstile', 'site', 'browser', 'posthog', 'analytics', 'tracking', 'measurement', 'sentry', 'algolia', 'pixel', 'segment', 'mixpanel', 'amplitude', 'intercom', 'emailjs', 'vapid']);
const SECRET_WORDS: ReadonlySet<string> = new Set(['secret', 'private', 'password', 'passwd', 'pwd', 'role', 'admin', 'master']);
/** Vendors whose keys give access to an account: there is no key of theirs for pages. */
const SERVER_ONLY: ReadonlySet<string> = new Set([
  'AWS', 'GitHub', 'GitLab', 'Slack', 'Discord', 'Telegram', 'Twilio', 'SendGrid', 'Mailgun', 'Mailchimp', 'Postmark', 'Brevo', 'Resend', 'HubSpot', 'Salesforce', 'Airtable', 'Notion', 'Linear', 'Atlassian', 'Asana',
  'Zendesk', 'OpenAI', 'Anthropic', 'Google AI', 'Cohere', 'Hugging Face', 'Replicate', 'Groq', 'Perplexity', 'Mistral', 'DeepSeek', 'Pinecone', 'MongoDB', 'PostgreSQL', 'MySQL', 'Databricks', 'Snowflake', 'monday.com', 'ClickUp', 'Xero',
]);

/** True if a key of this name is made for pages. */
export function isPublicKeyName(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => PUBLIC_WORDS.has(word)) && !words.some((word) => SECRET_WORDS.has(word));
}

/** True if a name says by itself that the key must stay on the server. */
export function isServerKeyName(name: string): boolean {
  if (isPublicKeyName(name)) return false;
  const words = wordsOf(name);
  return words.some((word) => SECRET_WORDS.has(word)) || SERVER_ONLY.has(providerOfName(name) ?? '');
}
