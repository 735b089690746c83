// Our own page without a network: the numbers and what was loaded before. The network comes first,
// so that a corrected number is seen at once; only if it is silent for three seconds the copy is used.
const { version, files } = /* data */ null;
const NAME = `xiaogan-antifraud ${version}`;
const PATIENCE = 3000; // ms

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith("xiaogan-antifraud ") && name !== NAME).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

async function fresh(request) {
  const response = await fetch(request);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const cache = await caches.open(NAME);
  await cache.put(request, response.clone());
  return response;
}

async function patient(request) {
  const copy = await caches.match(request, { ignoreSearch: true });
  if (!copy) return fetch(request);
  const late = new Promise((resolve) => setTimeout(() => resolve(copy), PATIENCE));
  return Promise.race([fresh(request).catch(() => copy), late]);
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  const isVersioned = pathname.startsWith(`/widget/${version}/`);
  if (isVersioned) {
    event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((copy) => copy || fetch(event.request)));
  } else if (files.includes(pathname)) {
    event.respondWith(patient(event.request));
  }
});
