/** Samples that belong to nobody: reserved domains and numbers, the names that every manual uses. */

const RESERVED_DOMAIN = /(?:^|[.-])(?:example|test|invalid|localhost|local|sample|demo|dummy|fake|mock|placeholder|acme|contoso|fabrikam|northwind|foo|bar|baz)\d{0,3}(?:[.-]|$)|^(?:your|my|some)-?[a-z-]{0,40}\.[a-z]{2,8}$|^(?:company|domain|email|mail|site|corp|business|customer|client|organi[sz]ation|firma|empresa|abc|xyz)\.[a-z]{2,8}$/;
const STOCK_ACCOUNT = /^(?:test|user|demo|sample|example|foo|bar|john|jane|alice|bob|charlie|dave|eve|(?:john|jane)[._]?(?:doe|smith)|jdoe|max\.?mustermann|noreply|no-reply|your|name|email|customer|client|someone|somebody|person|me|abc|xyz)[\d._-]{0,6}$/;
const STOCK_NAME = /^(?:(?:john|jane|jon|jim|joe) (?:doe|smith|public|q\.? public)|(?:alice|bob|charlie|carol|dave|eve)(?: (?:smith|johnson|jones|brown|williams|davis|lee|wilson|miller))?|(?:max|erika|maria) musterm?ann?|(?:juan|maria) (?:perez|pérez|garcia|garcía)|jean dupont|mario rossi|jan jansen|(?:test|demo|sample|example|dummy|fake|foo|new|first|your) .{1,30}|.{1,30} (?:test|user|example|sample|mustermann|doe|bar))$/i;
const STOCK_NUMBER = /^(?:0{5,}|1{5,}|9{5,}|\d{0,4}12345\d*|\d*1234567\d*|\d{0,3}98765\d*|4242424242424242|4111111111111111|5555555555554444|378282246310005|123456789|078051120|219099999|DE89370400440532013000|GB29NWBK60161331926819|GB82WEST12345698765432|FR1420041010050500013M02606|NL91ABNA0417164300|ES9121000418450200051332)$/i;
const STOCK_STREET = /^(?:123|1234|12|42|456|789|1|100) (?:main|elm|oak|any|fake|sample|test|example|maple|pine|some|first)\b|musterstr|calle falsa|rue de test/i;
const SAMPLE_WORDS = /(?:^|[^a-z])(?:samples?|mocks?|mocked|demos?|dummy|dummies|fakes?|faker|seeds?|seeded|seeding|examples?|fixtures?|placeholders?|tests?|testdata|stubs?|synthetic|fictional|fictitious|invented|generated|anonymi[sz]ed|muster|beispiel|beispieldaten|ejemplo|exemple|exemplo)(?:[^a-z]|$)/i;

/** An address that nobody owns, or that every manual uses. */
export function isInventedAddress(address: string): boolean {
  const [account = '', domain = ''] = address.toLowerCase().split('@');
  return RESERVED_DOMAIN.test(domain) || STOCK_ACCOUNT.test(account);
}

export function isInventedName(name: string): boolean {
  return STOCK_NAME.test(name.trim());
}

/** Digits in a row, one digit repeated, ranges kept for films and manuals. */
export function isInventedNumber(number: string): boolean {
  const bare = number.replace(/[^\dA-Za-z]/g, '');
  const digits = bare.replace(/\D/g, '');
  return STOCK_NUMBER.test(bare) || STOCK_NUMBER.test(digits) || /^\+?1?[ .(-]{0,3}\d{3}[ .)-]{0,3}555[ .-]{0,2}\d{4}$|^555[ .-]\d{4}$|^\+?1?[ .(-]{0,2}555[ .)-]/.test(number.trim()) || /(\d)\1{5}/.test(digits) || /^44?7700900|^0?7700900|^0?20794600/.test(digits);
}

export function isInventedStreet(street: string): boolean {
  return STOCK_STREET.test(street.trim());
}

/** Holds where a name, a path or a comment says that what it is about is made up. */
export function saysInvented(text: string): boolean {
  return SAMPLE_WORDS.test(text.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/_/g, ' '));
}
