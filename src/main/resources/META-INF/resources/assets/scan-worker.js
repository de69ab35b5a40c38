/* Keeps the page Scan and its files in the browser, so that it opens while the network is away. */
'use strict';
const KEPT = 'returnbridge-scan';
const PAGE = '/console/scan';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', e => e.waitUntil(self.clients.claim()));

/* The page says which files it is made of; what it was made of before is dropped. */
self.addEventListener('message', e => e.waitUntil((async () => {
  const cache = await caches.open(KEPT);
  const wanted = [PAGE, ...e.data];
  for (const kept of await cache.keys()) {
    const url = new URL(kept.url);
    if (!wanted.includes(url.pathname + url.search)) await cache.delete(kept);
  }
  for (const path of wanted) {
    if (await cache.match(path)) continue;
    const answer = await fetch(path, {redirect: 'manual'});
    if (answer.ok) await cache.put(path, answer);
  }
})()));

const page = async request => {
  const cache = await caches.open(KEPT);
  let answer;
  try {
    answer = await fetch(request);
  } catch (away) {
    return (await cache.match(PAGE)) || Response.error();
  }
  if (answer.ok) await cache.put(PAGE, answer.clone());
  return answer.status >= 500 ? (await cache.match(PAGE)) || answer : answer;
};

const file = async request => (await (await caches.open(KEPT)).match(request)) || fetch(request);

self.addEventListener('fetch', e => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (e.request.mode === 'navigate' && url.pathname === PAGE) e.respondWith(page(e.request));
  else if (url.pathname.startsWith('/assets/') || url.pathname.startsWith('/webjars/')) e.respondWith(file(e.request));
});
