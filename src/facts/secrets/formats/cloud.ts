/** Cloud platforms, identity providers, infrastructure and hosting. */
import { decodeBase64 } from '../checksum.js';
import { format, hexadecimal, mixed, plausible, type SecretFormat } from '../format.js';
import { looksRandom } from '../randomness.js';

/** From a name to its value on one line, whatever the syntax: `key = "`, `key: '`, `key=`, `"key": "`. */
const ASSIGNED = String.raw`["']?\s{0,4}(?:=|:|=>|,)\s{0,4}["']?`;

export const CLOUD_FORMATS: readonly SecretFormat[] = [
  format('aws-access-key', 'AWS', 'A(?:KIA|SIA|BIA|CCA)(?<random>[A-Z2-7]{16})', { verify: plausible }),
  format('aws-secret-key', 'AWS', `access_?key${ASSIGNED}(?<secret>[A-Za-z0-9/+]{40})`, {
    anchors: ['access'],
    ignoreCase: true,
    looseStart: true,
    verify: (c) => !/^[0-9a-f]+$/i.test(c.value) && mixed({ ...c, random: c.value }),
  }),
  format('aws-session-token', 'AWS', '(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[A-Za-z0-9/+=]{100,2000}'),
  format('aws-bedrock-key', 'Amazon Bedrock', 'ABSK[A-Za-z0-9+/]{109,269}={0,2}', { verify: mixed }),
  format('aws-mws', 'Amazon MWS', 'amzn[.]mws[.][0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', { verify: hexadecimal }),
  format('aws-cognito-client-secret', 'Amazon Cognito', `cognito_?(?:app_?)?client_?secret${ASSIGNED}(?<secret>[a-z0-9]{48,64})`, {
    anchors: ['cognito'],
    ignoreCase: true,
    looseStart: true,
  }),
  format('azure-storage-key', 'Azure Storage', 'AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)', { looseStart: true, verify: mixed }),
  format('azure-shared-access-key', 'Azure', 'SharedAccess(?:Key|Secret)=(?<secret>[A-Za-z0-9+/]{43}=)', { looseStart: true, verify: mixed }),
  format('azure-client-secret', 'Microsoft Entra ID', '[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}', {
    anchors: [...'0123456789'].map((digit) => `${digit}Q~`),
    leads: [3],
    verify: mixed,
  }),
  format('azure-sas', 'Azure Storage', String.raw`sv=20\d\d-\d\d-\d\d&[A-Za-z0-9&=%:._-]{4,400}&sig=(?<secret>[A-Za-z0-9%+/]{40,70}=?)`, {
    looseStart: true,
    verify: (c) => mixed({ ...c, random: c.value }),
  }),
  format('azure-devops-pat', 'Azure DevOps', '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}', { anchors: ['AZDO'], leads: [76], verify: mixed }),
  format('azure-function-key', 'Azure Functions', '[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{4}[A-Za-z0-9]?={1,2}', { anchors: ['AzFu'], leads: [44], verify: mixed }),
  format('azure-search-key', 'Azure AI Search', '[A-Za-z0-9]{42}AzSe[A-Z][A-Za-z0-9]{5}', { anchors: ['AzSe'], leads: [42], verify: mixed }),
  format('azure-container-registry', 'Azure Container Registry', '[A-Za-z0-9+/]{42}[+]ACR[A-Za-z0-9]{6}', { anchors: ['+ACR'], leads: [42], verify: mixed }),
  format('azure-cosmos-key', 'Azure Cosmos DB', '[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9]{6}==', { anchors: ['ACDb'], leads: [76], verify: mixed }),
  format('azure-openai-key', 'Azure AI', '[A-Za-z0-9]{52}JQQJ99[A-Z0-9]{8}AAA[A-Za-z0-9]{14,20}', { anchors: ['JQQJ99'], leads: [52], verify: mixed }),
  format('azure-logic-app-url', 'Power Automate', String.raw`logic[.]azure[.]com(?::443)?/workflows/[0-9a-f]{32}/triggers/[A-Za-z0-9_%-]{1,80}/[A-Za-z0-9/?&=%._:-]{1,300}sig=(?<random>[A-Za-z0-9_-]{40,50})`, {
    looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('power-automate-url', 'Power Automate', String.raw`powerplatform[.]com(?::443)?/powerautomate/[A-Za-z0-9/?&=%._:-]{20,400}sig=(?<random>[A-Za-z0-9_-]{40,50})`, {
    looseStart: true, fromUrlStart: true, capabilityUrl: true,
  }),
  format('google-api', 'Google', '(?:AIza)[A-Za-z0-9_-]{35}', { verify: (c) => /[0-9]/.test(c.random) && plausible(c) }),
  format('google-oauth-secret', 'Google OAuth', 'GOCSPX-[A-Za-z0-9_-]{28}', { verify: mixed }),
  format('google-oauth-token', 'Google OAuth', 'ya29[.][A-Za-z0-9_-]{30,400}', { verify: mixed }),
  format('google-refresh-token', 'Google OAuth', '1//0[A-Za-z0-9][A-Za-z0-9_-]{40,120}', { verify: mixed }),
  format('firebase-server-key', 'Firebase Cloud Messaging', 'AAAA[A-Za-z0-9_-]{7}:(?<random>APA91b[A-Za-z0-9_-]{134})', { anchors: [':APA91b'], leads: [11], verify: mixed }),
  format('alibaba-access-key', 'Alibaba Cloud', 'LTAI[A-Za-z0-9]{20}', { verify: mixed }),
  format('tencent-secret-id', 'Tencent Cloud', 'AKID[A-Za-z0-9]{32}', { verify: mixed }),
  format('yandex-api-key', 'Yandex Cloud', 'AQVN[A-Za-z0-9_-]{35,38}', { verify: mixed }),
  format('ibm-cloud-key', 'IBM Cloud', `ibm_?cloud_?api_?key${ASSIGNED}(?<secret>[A-Za-z0-9_-]{44})`, { anchors: ['ibm_cloud', 'ibmcloud'], ignoreCase: true, looseStart: true, verify: (c) => mixed({ ...c, random: c.value }) }),
  format('cloudflare-origin-ca', 'Cloudflare', 'v1[.]0-[a-f0-9]{24}-[a-f0-9]{146}', { verify: hexadecimal }),
  format('cloudflare-token', 'Cloudflare', `cloudflare_?(?:api_?)?(?:token|key)${ASSIGNED}(?<secret>[A-Za-z0-9_-]{37,40})`, {
    anchors: ['cloudflare'], ignoreCase: true, looseStart: true, verify: (c) => looksRandom(c.value),
  }),
  format('digitalocean-pat', 'DigitalOcean', 'dop_v1_[a-f0-9]{64}', { verify: hexadecimal }),
  format('digitalocean-oauth', 'DigitalOcean', 'doo_v1_[a-f0-9]{64}', { verify: hexadecimal }),
  format('digitalocean-refresh', 'DigitalOcean', 'dor_v1_[a-f0-9]{64}', { verify: hexadecimal }),
  format('heroku-key', 'Heroku', 'HRKU-[A-Za-z0-9_-]{36,62}', { verify: (c) => /[0-9]/.test(c.random) && plausible(c) }),
  format('flyio-token', 'Fly.io', '(?:fo1_[A-Za-z0-9_-]{43}|fm[12][ar]?_[A-Za-z0-9+/]{100,600}={0,3})', { anchors: ['fo1_', 'fm1_', 'fm2_', 'fm1a_', 'fm1r_'], verify: mixed }),
  format('vercel-token', 'Vercel', 'vc[pkarsi]_[A-Za-z0-9]{56}', { verify: mixed }),
  format('vercel-blob', 'Vercel Blob', 'vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{30}', { verify: mixed }),
  format('netlify-token', 'Netlify', 'nf[pcobu]_[A-Za-z0-9_]{36,44}', { verify: mixed }),
  format('render-key', 'Render', 'rnd_[A-Za-z0-9]{28,32}', { verify: mixed }),
  format('doppler-token', 'Doppler', 'dp[.](?:pt|st|ct|sa|scim|audit)[.](?<random>(?:[a-z0-9_]{2,35}[.])?[A-Za-z0-9]{40,44})', { anchors: ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], verify: mixed }),
  format('vault-service-token', 'HashiCorp Vault', 'hvs[.][A-Za-z0-9_-]{24,120}', { verify: mixed }),
  format('vault-batch-token', 'HashiCorp Vault', 'hvb[.][A-Za-z0-9_-]{100,300}', { verify: mixed }),
  format('vault-recovery-token', 'HashiCorp Vault', 'hvr[.][A-Za-z0-9_-]{24,120}', { verify: mixed }),
  format('terraform-token', 'HCP Terraform', '[A-Za-z0-9]{14}[.]atlasv1[.](?<random>[A-Za-z0-9_-]{60,70})', { anchors: ['.atlasv1.'], leads: [14], verify: mixed }),
  format('pulumi-token', 'Pulumi', 'pul-[a-f0-9]{40}', { verify: hexadecimal }),
  format('onepassword-service-account', '1Password', 'ops_eyJ[A-Za-z0-9+/]{250,1200}={0,3}', { verify: (c) => decodeBase64(c.value.slice(4))?.startsWith('{') ?? false }),
  format('onepassword-secret-key', '1Password', 'A3-[A-Z0-9]{6}-[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}', { verify: (c) => /[0-9]/.test(c.random) && plausible(c) }),
  format('age-secret-key', 'age', 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  format('tailscale-key', 'Tailscale', 'tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{24,40}', { verify: mixed }),
  format('okta-token', 'Okta', `okta_?(?:api_?)?token${ASSIGNED}(?<secret>00[A-Za-z0-9_-]{40})`, { anchors: ['okta'], ignoreCase: true, looseStart: true, verify: mixed }),
  format('okta-ssws', 'Okta', 'SSWS (?<secret>00[A-Za-z0-9_-]{40})', { verify: mixed }),
  format('scaleway-key', 'Scaleway', 'SCW[A-Z0-9]{17}', { verify: (c) => /[0-9]/.test(c.random) && plausible(c) }),
  format('ngrok-token', 'ngrok', `ngrok_?auth_?token${ASSIGNED}(?<secret>[A-Za-z0-9]{27}_[A-Za-z0-9]{21})`, { anchors: ['ngrok'], ignoreCase: true, looseStart: true, verify: mixed }),
];
