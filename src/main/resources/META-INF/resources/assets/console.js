/* Keys, the palette, drafts that outlive a login, and live parts. A page works without any of it. */
(() => {
  'use strict';
  const byId = id => document.getElementById(id);
  const typing = e => e.target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
  const say = text => { const said = byId('said'); if (said) { said.textContent = ''; said.textContent = text; } };

  /* Rows: j and k move, the link in the row has the focus, so Enter opens it. */
  let row = null;
  const rows = () => [...document.querySelectorAll('table[data-rows] tbody tr')];
  const move = by => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(row);
    if (row) row.removeAttribute('aria-current');
    row = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))];
    row.setAttribute('aria-current', 'true');
    const link = row.querySelector('a');
    if (link) link.focus();
  };

  const go = to => { location.href = to; };
  let afterG = 0;
  document.addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') { e.preventDefault(); openPalette(); return; }
    /* What is written is sent by the button below it. */
    if ((e.ctrlKey || e.metaKey) && e.key === 'Enter' && e.target.matches('form[method=post] textarea')) { e.preventDefault(); e.target.form.requestSubmit(e.target.form.querySelector('button.main')); return; }
    if (typing(e) || e.ctrlKey || e.altKey || e.metaKey || document.querySelector('dialog[open]')) return;
    if (Date.now() - afterG < 1500) {
      afterG = 0;
      const room = document.querySelector(`.rooms a[data-key="${CSS.escape(e.key)}"]`);
      if (room) { e.preventDefault(); go(room.href); }
      return;
    }
    switch (e.key) {
      case 'g': afterG = Date.now(); break;
      case 'j': move(1); break;
      case 'k': move(-1); break;
      case 'x': { const box = row && row.querySelector('input[type=checkbox]'); if (box) box.click(); break; }
      case '/': { e.preventDefault(); const find = byId('find'); if (find) { find.focus(); find.select(); } break; }
      case '?': { e.preventDefault(); const keys = byId('keys'); if (keys) keys.showModal(); break; }
      default: {
        if (!/^[1-9]$/.test(e.key)) return;
        const chosen = document.querySelector(`[data-digit="${e.key}"]`);
        if (!chosen) return;
        e.preventDefault();
        if (chosen.tagName === 'DETAILS') {
          chosen.open = true;
          const first = chosen.querySelector('input:not([type=hidden]), textarea, select, button');
          if (first) first.focus();
        } else chosen.click();
      }
    }
  });
  const help = document.querySelector('[data-help]');
  if (help) help.addEventListener('click', () => byId('keys').showModal());
  document.addEventListener('click', e => { const who = document.querySelector('.who[open]'); if (who && !who.contains(e.target)) who.open = false; });

  /* The other language of this very page. */
  document.querySelectorAll('[data-language]').forEach(a => a.addEventListener('click', e => {
    e.preventDefault();
    const here = new URL(location.href);
    here.searchParams.set('lang', a.hreflang);
    go(here.href);
  }));

  /* Palette: rooms by their names; anything else is searched for. */
  const palette = byId('palette'), text = byId('palette-text');
  const options = palette ? [...palette.querySelectorAll('[role=option]')] : [];
  let chosen = 0;
  const shown = () => options.filter(o => !o.hidden);
  const mark = () => {
    options.forEach(o => o.removeAttribute('aria-selected'));
    const option = shown()[chosen];
    if (option) { option.setAttribute('aria-selected', 'true'); text.setAttribute('aria-activedescendant', option.id); }
  };
  const narrow = () => {
    const words = text.value.trim().toLowerCase();
    options.forEach(o => { o.hidden = o.dataset.search ? !words : !o.textContent.toLowerCase().includes(words); });
    chosen = 0;
    mark();
  };
  const follow = option => { if (option) go(option.dataset.to || option.dataset.search + encodeURIComponent(text.value.trim())); };
  function openPalette() { if (!palette || palette.open) return; palette.showModal(); text.value = ''; narrow(); text.focus(); }
  if (palette) {
    text.addEventListener('input', narrow);
    text.addEventListener('keydown', e => {
      const all = shown().length;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); chosen = (chosen + (e.key === 'ArrowDown' ? 1 : all - 1)) % all; mark(); }
      else if (e.key === 'Enter') { e.preventDefault(); follow(shown()[chosen]); }
    });
    options.forEach(o => o.addEventListener('click', () => follow(o)));
  }

  /* What was typed into a form outlives a session that has ended: it is there again after the login. */
  const place = field => 'draft ' + (field.form ? field.form.getAttribute('action') : location.pathname) + ' ' + field.name;
  document.querySelectorAll('[data-draft]').forEach(field => {
    const kept = sessionStorage.getItem(place(field));
    if (kept && !field.value) { field.value = kept; const fold = field.closest('details'); if (fold) fold.open = true; }
    field.addEventListener('input', () => sessionStorage.setItem(place(field), field.value));
  });
  if (document.querySelector('[data-done]')) Object.keys(sessionStorage).filter(k => k.startsWith('draft ' + document.querySelector('[data-done]').dataset.done + '/')).forEach(k => sessionStorage.removeItem(k));

  /* What a page says of a decision that was not made is read first. */
  const told = document.querySelector('main [autofocus][tabindex]');
  if (told) told.focus();

  /* A form is sent once. */
  document.addEventListener('submit', e => {
    if (e.defaultPrevented || e.target.method === 'dialog') return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    if (e.target.method === 'post') { e.target.dataset.sent = 'true'; setTimeout(() => { delete e.target.dataset.sent; }, 5000); }
  });

  document.addEventListener('click', e => {
    const copy = e.target.closest('[data-copy]');
    if (copy) {
      const from = byId(copy.dataset.copy), was = copy.textContent;
      /* Where a page came without TLS, browsers have no clipboard to write to: then what is marked is copied. */
      const marked = () => { getSelection().selectAllChildren(from); return document.execCommand('copy') ? Promise.resolve() : Promise.reject(); };
      (navigator.clipboard ? navigator.clipboard.writeText(from.textContent.trim()) : marked()).then(() => {
        say(copy.dataset.done); copy.textContent = copy.dataset.done; setTimeout(() => { copy.textContent = was; }, 2000);
      }, () => getSelection().selectAllChildren(from));
    }
    const all = e.target.closest('[data-all]');
    if (all) document.querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`).forEach(box => { box.checked = all.checked; box.dispatchEvent(new Event('change', {bubbles: true})); });
  });
  document.addEventListener('change', e => {
    const form = e.target.closest('form[data-count]');
    if (form) form.querySelectorAll('[data-counted]').forEach(n => { const many = form.querySelectorAll('input[name=id]:checked').length; n.textContent = many ? `: ${many}` : ''; });
    if (e.target.matches('[data-submit]')) e.target.form.requestSubmit();
  });

  /* A table goes as it is, and what the server says of it is shown below. */
  document.querySelectorAll('form[data-upload]').forEach(form => form.addEventListener('submit', async e => {
    e.preventDefault();
    const button = form.querySelector('button'), result = byId(form.dataset.upload), data = new FormData(form);
    const file = [...data.values()].find(value => value instanceof File);
    const query = new URLSearchParams([...data].filter(([, value]) => !(value instanceof File)));
    button.disabled = true;
    try {
      const answer = await fetch(form.getAttribute('action') + '?' + query, {method: 'POST', headers: {'Content-Type': 'text/csv', 'Accept': 'text/html'}, body: file});
      if (new URL(answer.url).pathname === '/login') { go(location.href); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      result.replaceChildren(...(page.querySelector('main') || page.body).childNodes);
      result.focus();
    } finally { button.disabled = false; }
  }));

  /* A live part that is not answered any more because the session has ended leads to the login. */
  document.addEventListener('htmx:beforeSwap', e => { if (e.detail.xhr.responseURL && new URL(e.detail.xhr.responseURL).pathname === '/login') { e.detail.shouldSwap = false; go(location.href); } });
  document.addEventListener('htmx:beforeRequest', e => { if (document.hidden) e.preventDefault(); });
  document.addEventListener('htmx:afterSwap', () => { row = null; });
})();
