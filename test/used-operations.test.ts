import { usedOperations, type ProductUse } from '#facts';
import { analyse } from './kit/analyse.js';

async function usesIn(file: string, text: string): Promise<readonly ProductUse[]> {
  const units = await analyse({ [file]: text });
  return units.flatMap(({ facts }) => [...usedOperations(facts)]);
}

test('the operations of a product, with the permissions that allow them', async () => {
  const uses = await usesIn('Code.gs', `function send() {
  const rows = SpreadsheetApp.getActiveSpreadsheet().getSheetByName('A').getDataRange().getValues();
  MailApp.sendEmail('team@acme.com', 'Rows', rows.length + ' rows');
}`);
  const mail = uses.find(({ operations }) => operations.some(({ does }) => does === 'send'))!;
  expect(mail.operations).toHaveLength(1);
  expect(mail.operations[0]!.scopes.length).toBeGreaterThan(0);
  expect(mail.complete).toBe(true);
});

test('a request is told by verb and address', async () => {
  const [use] = await usesIn('sync.py', `import requests
requests.get("https://api.hubapi.com/crm/v3/objects/contacts?limit=10", timeout=10)
requests.delete("https://api.hubapi.com/crm/v3/objects/contacts/1", timeout=10)
`);
  expect(use!.product).toBe('HubSpot');
  expect(use!.operations.map(({ name }) => name)).toEqual(['GET /crm/v3/objects/contacts', 'DELETE /crm/v3/objects/contacts/1']);
});

test('where it is not known what allows a call, nothing is said to be complete', async () => {
  const [use] = await usesIn('sync.py', 'import requests\nrequests.request(verb, "https://api.hubapi.com/crm/v3/objects/contacts", timeout=10)\n');
  expect(use!.complete).toBe(false);
});
