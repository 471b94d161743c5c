/** Providers that take their key in the address and in no other way, by their own documentation. */

const ONLY_WAY: readonly (readonly [RegExp, 'query' | 'path'])[] = [
  [/^api\.telegram\.org$/, 'path'], // core.telegram.org/bots/api#making-requests
  [/^(?:maps|places|routes)\.googleapis\.com$/, 'query'], // developers.google.com/maps/documentation/geocoding/requests-geocoding
  [/^(?:api|pro)\.openweathermap\.org$/, 'query'], // openweathermap.org/current
  [/^www\.alphavantage\.co$/, 'query'], // alphavantage.co/documentation
  [/^api\.(?:trello\.com|weatherapi\.com|nasa\.gov|themoviedb\.org|hunter\.io|exchangerate\.host|currencylayer\.com|ipstack\.com|aviationstack\.com|positionstack\.com|mailboxlayer\.com)$/, 'query'],
  [/^v\d\.exchangerate-api\.com$/, 'path'], // exchangerate-api.com/docs
  [/^serpapi\.com$/, 'query'], // serpapi.com/search-api
];

/** Holds if the provider behind a host offers no other place for its key than this part of the address. */
export function isOnlyWay(host: string | undefined, part: string): boolean {
  return host !== undefined && ONLY_WAY.some(([pattern, where]) => where === part && pattern.test(host));
}
