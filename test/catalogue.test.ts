import { join } from 'node:path';
import { Catalogue } from '#catalogue';
import { readCatalogue } from '../src/catalogue/read.js';
import { rootOf, toBundle } from '../src/catalogue/bundle-shape.js';
import { ROOT } from './kit/rule-fixture.js';

const files = readCatalogue(join(ROOT, 'catalogue'));
const catalogue = new Catalogue(toBundle(files));

test('every file fits the schema, and names where its facts come from', () => {
  expect(Object.keys(files).length).toBeGreaterThan(200);
  for (const file of Object.values(files)) expect(file.source).toMatch(/^https:\/\//);
});

test('no path is claimed by two files', () => {
  const owners = new Map<string, string>();
  const twice: string[] = [];
  for (const [id, file] of Object.entries(files)) {
    for (const path of Object.keys(file.calls)) {
      const owner = owners.get(path);
      if (owner !== undefined) twice.push(`${path}: ${owner} and ${id}`);
      owners.set(path, id);
    }
  }
  expect(twice).toEqual([]);
});

test.each([
  ['npm:@slack/web-api.WebClient()', 'npm:@slack/web-api'], ['npm:socket.io', 'npm:socket'], ['py:google.cloud.storage.Client()', 'py:google'], ["py:boto3.client('s3.eu/x')", 'py:boto3'],
  ['node:fs/promises.readFile', 'node:fs/promises'], ['global:fetch', 'global:fetch'], ['npm:firebase/firestore.getDocs', 'npm:firebase/firestore'],
])('the root of %s is %s', (path, root) => {
  expect(rootOf(path)).toBe(root);
});

test.each([
  ['npm:axios.get', 'request'], ['py:requests.get', 'request'], ['global:fetch', 'request'], ['py:pandas.read_csv', 'read'], ['py:smtplib.SMTP', 'connect'],
])('%s is known to %s', (path, does) => {
  expect(catalogue.call(path)?.does).toBe(does);
});

test.each([
  ['api.hubapi.com', '/crm/v3/objects/contacts', 'HubSpot'], ['acme.my.salesforce.com', '/services/data/v59.0/query', 'Salesforce'], ['hooks.slack.com', '/services/T0/B0/x', 'Slack'],
  ['graph.microsoft.com', '/v1.0/me/sendMail', 'Outlook'], [undefined, '/admin/api/2024-01/products.json', 'Shopify'], ['api.openai.com', '/v1/chat/completions', 'OpenAI'],
])('an address at %s%s belongs to %s', (host, path, product) => {
  expect(catalogue.host(host, path)?.product).toBe(product);
});

test('unknown paths, hosts and types are unknown', () => {
  expect(catalogue.call('npm:no-such-package.run')).toBeUndefined();
  expect(catalogue.host('intranet.example.org', '/')).toBeUndefined();
  expect(catalogue.typeNamed('NoSuchType')).toBeUndefined();
  expect(catalogue.call('type:axios/__proto__.constructor')).toBeUndefined();
});
