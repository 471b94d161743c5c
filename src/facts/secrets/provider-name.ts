/** Which vendor a name speaks of. */
import { wordsOf } from './words.js';

const VENDORS: ReadonlyMap<string, string> = new Map([
  ['aws', 'AWS'], ['azure', 'Azure'], ['gcp', 'Google Cloud'], ['google', 'Google'], ['firebase', 'Firebase'], ['github', 'GitHub'], ['gitlab', 'GitLab'], ['bitbucket', 'Bitbucket'],
  ['slack', 'Slack'], ['discord', 'Discord'], ['telegram', 'Telegram'], ['teams', 'Microsoft Teams'], ['twilio', 'Twilio'], ['sendgrid', 'SendGrid'], ['mailgun', 'Mailgun'], ['mailchimp', 'Mailchimp'],
  ['postmark', 'Postmark'], ['brevo', 'Brevo'], ['resend', 'Resend'], ['hubspot', 'HubSpot'], ['salesforce', 'Salesforce'], ['shopify', 'Shopify'], ['stripe', 'Stripe'], ['square', 'Square'], ['paypal', 'PayPal'],
  ['braintree', 'Braintree'], ['plaid', 'Plaid'], ['airtable', 'Airtable'], ['notion', 'Notion'], ['linear', 'Linear'], ['jira', 'Atlassian'], ['atlassian', 'Atlassian'], ['confluence', 'Atlassian'], ['asana', 'Asana'],
  ['zendesk', 'Zendesk'], ['intercom', 'Intercom'], ['okta', 'Okta'], ['auth0', 'Auth0'], ['supabase', 'Supabase'], ['sentry', 'Sentry'], ['datadog', 'Datadog'], ['newrelic', 'New Relic'], ['grafana', 'Grafana'],
  ['pagerduty', 'PagerDuty'], ['openai', 'OpenAI'], ['anthropic', 'Anthropic'], ['claude', 'Anthropic'], ['gemini', 'Google AI'], ['cohere', 'Cohere'], ['huggingface', 'Hugging Face'], ['replicate', 'Replicate'],
  ['groq', 'Groq'], ['perplexity', 'Perplexity'], ['mistral', 'Mistral'], ['deepseek', 'DeepSeek'], ['npm', 'npm'], ['pypi', 'PyPI'], ['docker', 'Docker'], ['vercel', 'Vercel'], ['netlify', 'Netlify'], ['cloudflare', 'Cloudflare'],
  ['digitalocean', 'DigitalOcean'], ['heroku', 'Heroku'], ['doppler', 'Doppler'], ['vault', 'HashiCorp Vault'], ['databricks', 'Databricks'], ['snowflake', 'Snowflake'], ['planetscale', 'PlanetScale'],
  ['typeform', 'Typeform'], ['figma', 'Figma'], ['dropbox', 'Dropbox'], ['box', 'Box'], ['zoom', 'Zoom'], ['twitter', 'X (Twitter)'], ['facebook', 'Facebook'], ['linkedin', 'LinkedIn'], ['monday', 'monday.com'],
  ['trello', 'Trello'], ['clickup', 'ClickUp'], ['zapier', 'Zapier'], ['xero', 'Xero'], ['quickbooks', 'QuickBooks'], ['netsuite', 'NetSuite'], ['workday', 'Workday'], ['bamboohr', 'BambooHR'], ['zoho', 'Zoho'],
  ['pipedrive', 'Pipedrive'], ['docusign', 'DocuSign'], ['calendly', 'Calendly'], ['algolia', 'Algolia'], ['pinecone', 'Pinecone'], ['mongo', 'MongoDB'], ['mongodb', 'MongoDB'], ['postgres', 'PostgreSQL'], ['mysql', 'MySQL'],
]);

/** The vendor named in a variable, property or parameter name; undefined if none is. */
export function providerOfName(name: string): string | undefined {
  for (const word of wordsOf(name)) {
    const vendor = VENDORS.get(word);
    if (vendor !== undefined) return vendor;
  }
  return undefined;
}
