/* The page Scan: one field, one question after the other. A scan is kept in the browser first, then sent, then forgotten. */
(() => {
  'use strict';
  const byId = id => document.getElementById(id);
  const root = byId('scan');
  if (!root) return;
  const field = byId('code'), question = byId('question'), camera = byId('camera'), eye = byId('eye'), gradeKeys = [...document.querySelectorAll('[data-grade]')];
  const SAME_CODE = 2000, SCANNER_PAUSE = 120, MOST_KEPT = 50, MOST_LISTED = 20;

  const words = {};
  document.querySelectorAll('#words data').forEach(d => { words[d.value] = d.textContent; });
  const word = (name, ...holes) => (words[name] || name).replace(/\{(\d)\}/g, (all, i) => holes[i]);
  const named = (kind, name) => words[kind + name] || name.replace(/[-_]/g, ' ').toLowerCase().replace(/^./, c => c.toUpperCase());
  const gradeName = grade => { const key = gradeKeys.find(k => k.dataset.grade === grade); return key ? key.dataset.name : grade; };

  /* What the browser keeps: each scan that is not sent under its own key, so that two tabs do not undo each other. */
  const read = key => { try { return JSON.parse(localStorage.getItem(key)); } catch (broken) { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch (full) { return false; } };
  const all = prefix => Object.keys(localStorage).filter(k => k.startsWith(prefix)).map(read).filter(Boolean).sort((a, b) => a.at - b.at || a.turn - b.turn);
  const unsent = () => all('scan/unsent/');
  const parcels = () => read('scan/parcels') || [];

  let now = read('scan/now') || {state: 'return', parcel: null};
  let odd = read('scan/odd') || [];
  let done = read('scan/done') || [];
  let link = 'on', turn = 0, stream = null;
  const remember = () => { keep('scan/now', now); keep('scan/odd', odd.slice(0, MOST_LISTED)); keep('scan/done', done.slice(0, MOST_LISTED)); };

  /* As the server has said it last. */
  const newest = parcel => parcels().find(p => p.store === parcel.store && p.returnId === parcel.returnId) || parcel;
  const isOf = (parcel, scan) => parcel && !parcel.unknown && scan.returnId === parcel.returnId && scan.store === parcel.store;
  /* As it is written; else whatever its letters' case, as a person types it. */
  const same = (a, b) => a.toUpperCase() === b.toUpperCase();
  const goodsOf = (parcel, sku) => parcel && (parcel.goods.find(g => g.sku === sku) || parcel.goods.find(g => same(g.sku, sku)));
  /* What the server has not heard of yet counts as well. */
  const left = (parcel, goods) => unsent().reduce((n, u) => isOf(parcel, u.scan)
    ? n + u.scan.quantity * ((u.was === goods.sku ? 1 : 0) - (u.scan.sku === goods.sku ? 1 : 0)) : n, goods.left);
  const leftOf = parcel => parcel.goods.reduce((n, g) => n + Math.max(0, left(parcel, g)), 0);

  /* Sounds: a high one is good, two low ones are not. */
  let audio;
  const tone = (pitch, from, long) => {
    const wave = audio.createOscillator(), loud = audio.createGain();
    wave.frequency.value = pitch;
    loud.gain.value = 0.15;
    wave.connect(loud).connect(audio.destination);
    wave.start(audio.currentTime + from);
    wave.stop(audio.currentTime + from + long);
  };
  const sound = good => {
    root.dataset.sound = good ? 'good' : 'bad';
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return;
    audio = audio || new Audio();
    if (good) tone(1320, 0, 0.09); else { tone(220, 0, 0.18); tone(165, 0.22, 0.28); }
    if (!good && navigator.vibrate) navigator.vibrate([120, 60, 120]);
  };

  /* Large letters. */
  const tell = (kind, big, small, actions) => {
    const box = byId('tell');
    box.className = 'tell ' + kind;
    byId('lead').textContent = kind.startsWith('put') ? word('scan.putHere') : '';
    byId('big').textContent = big;
    byId('small').textContent = small || '';
    const row = byId('offers');
    row.replaceChildren(...(actions || []).map(([text, act]) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = text;
      button.addEventListener('click', () => { act(); draw(); focus(); });
      return button;
    }));
    box.hidden = false;
  };
  const placed = (place, grade) => {
    if (!place) return ['aside', word('scan.setAside'), word('scan.placeLater')];
    if (place.kind === 'put' && place.word === 'none') return ['none', word(grade === 'not_received' ? 'scan.neverCame' : 'scan.notKept'), ''];
    if (place.kind === 'put') return ['put ' + (place.word === 'saleable' ? 'good' : 'other'), named('location.', place.word), place.stockChannel || ''];
    return ['aside', word('scan.setAside'), named(place.kind === 'waits' ? 'waits.' : 'code.', place.word)];
  };
  const showPlace = entry => {
    const [kind, big, small] = placed(entry.place, entry.scan.grade);
    const what = entry.scan.sku + ' · ' + gradeName(entry.scan.grade);
    tell(kind, big, small ? what + ' · ' + small : what);
  };
  /* Of one thing the list says the last that is known. */
  const list = (text, about) => { odd = [{text, about: about || text, at: Date.now()}, ...odd.filter(o => o.about !== (about || text))].slice(0, MOST_LISTED); };
  const oddOne = (text, more, about) => { list(text, about); sound(false); if (more) more(); };
  const goodsIn = (parcel, sku) => parcel.rmaNumber + ' ' + sku;

  /* Questions. */
  const gradeOf = code => gradeKeys.find(k => k.dataset.grade.toLowerCase() === code.toLowerCase() || k.dataset.key === code.toLowerCase());
  const nothing = {sku: null, corrects: null, was: null, places: null, back: null, source: null, quantity: null, instead: null};
  const toReturn = () => { now = {...now, ...nothing, state: 'return', parcel: null}; };
  /* After an earlier scan was taken back it goes on with the return that was open. */
  const toItem = () => { now = {...now, ...nothing, state: 'item', parcel: now.back || now.parcel}; };
  const toGrade = sku => { now = {...now, state: 'grade', sku}; };

  const open = parcel => {
    now = {...now, ...nothing, state: 'item', parcel};
    keep('scan/parcels', [parcel, ...parcels().filter(p => !(p.store === parcel.store && p.returnId === parcel.returnId))].filter(p => !p.unknown).slice(0, MOST_KEPT));
    const many = leftOf(parcel);
    if (many) { sound(true); tell('ask', parcel.rmaNumber, word('scan.left', many)); }
    else { sound(false); tell('bad', parcel.rmaNumber, word('scan.nothingLeft')); }
  };
  const openUnknown = (code, why) => {
    now = {...now, ...nothing, state: 'item', parcel: {unknown: true, rmaNumber: code, goods: []}};
    tell('ask', code, why);
  };

  /* null when the network is away. */
  const lookUp = async code => {
    try {
      const answer = await fetch('/console/scan/returns?code=' + encodeURIComponent(code), {redirect: 'manual', headers: {Accept: 'application/json'}, signal: AbortSignal.timeout(5000)});
      if (answer.type === 'opaqueredirect' || answer.status === 401) { link = 'out'; return null; }
      if (!answer.ok) { link = 'away'; return null; }
      if (link !== 'on') { link = 'on'; send(); }
      return await answer.json();
    } catch (away) {
      link = 'away';
      return null;
    }
  };
  const kept = code => parcels().filter(p => same(p.returnId, code) || same(p.rmaNumber, code));
  /* Offline nobody can be asked what a code is: a number with the same letters before it as the label of this return is one too. */
  const lettersOf = code => (/^([a-z]{2,}[-_ ]?)\d+$/i.exec(code) || ['', ''])[1].toUpperCase();
  const isLabelToo = (code, parcel) => link !== 'on' && lettersOf(code) !== '' && lettersOf(code) === lettersOf(parcel.rmaNumber);
  const chosen = found => found.length === 1 ? open(found[0])
    : tell('ask', word('scan.whichStore'), '', found.map(p => [p.store, () => open(p)]));

  const ofReturn = async code => {
    const found = await lookUp(code) || kept(code);
    if (found.length) { chosen(found); return; }
    const before = now.last && newest(now.last.parcel);
    if (before && goodsOf(before, code)) { now = {...now, state: 'item', parcel: before}; await ofItem(code); return; }
    if (link !== 'on') { sound(true); openUnknown(code, word('scan.offlineReturn')); return; }
    oddOne(word('scan.unknownReturn', code), () => tell('bad', word('scan.unknownReturn', code), word('scan.unknownReturnHint'),
      [[word('scan.anyway'), () => openUnknown(code, word('scan.unknownGoOn'))]]));
  };
  /* What is inspected already: what was scanned of it can be said anew. */
  const changes = (parcel, sku) => (parcel.scans || []).filter(s => s.sku === sku && s.place.kind !== 'case').slice(0, 4)
    .map(s => [word('scan.change', gradeName(s.grade), placed(s.place, s.grade)[1]), () => undo(entryOf(parcel, s))]);
  const ofItem = async scanned => {
    const parcel = now.parcel, goods = goodsOf(parcel, scanned), code = goods ? goods.sku : scanned;
    if (parcel.unknown) {
      const next = await lookUp(code) || kept(code);
      if (next.length) { chosen(next); return; }
      if (isLabelToo(code, parcel)) { sound(true); openUnknown(code, word('scan.offlineReturn')); return; }
      sound(true); toGrade(code); tell('ask', code, '', [[word('scan.isReturn'), () => openUnknown(code, word(link === 'on' ? 'scan.unknownGoOn' : 'scan.offlineReturn'))]]);
      return;
    }
    if (goods && left(parcel, goods) > 0) { sound(true); toGrade(code); tell('ask', code, word('scan.leftOf', left(parcel, goods), goods.of)); return; }
    if (goods) {
      oddOne(word('scan.tooMany', code, goods.of, parcel.rmaNumber), () => tell('bad', word('scan.tooMany', code, goods.of, parcel.rmaNumber), word('scan.tooManyHint'),
        [...changes(parcel, code), [word('scan.report'), () => { toGrade(code); tell('ask', code, word('scan.reportHint')); }]]), goodsIn(parcel, code));
      return;
    }
    const found = await lookUp(code) || kept(code);
    if (found.length) { chosen(found); return; }
    if (isLabelToo(code, parcel)) { sound(true); openUnknown(code, word('scan.offlineReturn')); return; }
    oddOne(word('scan.wrongItem', code, parcel.rmaNumber), () => tell('bad', word('scan.wrongItem', code, parcel.rmaNumber), word('scan.wrongItemHint'),
      [[word('scan.report'), () => { toGrade(code); tell('ask', code, word('scan.reportHint')); }],
        ...(link === 'on' ? [] : [[word('scan.isReturn'), () => openUnknown(code, word('scan.offlineReturn'))]])]), goodsIn(parcel, code));
  };
  const graded = grade => {
    const {parcel, sku, corrects, was, source, instead} = now, goods = goodsOf(parcel, sku);
    const scan = {scanId: newId(), ...(parcel.unknown ? {rmaNumber: parcel.rmaNumber} : {store: parcel.store, returnId: parcel.returnId}),
      sku, quantity: now.quantity || 1, grade, scannedAt: new Date().toISOString(), ...(corrects ? {corrects} : {})};
    const places = corrects && was === sku ? now.places : goods ? goods.places : null;
    const entry = {scan, source, was: was || null, places, place: places ? places[grade] || null : null, at: Date.now(), turn: ++turn, rmaNumber: parcel.rmaNumber};
    const safe = keep('scan/unsent/' + scan.scanId, entry);
    now.last = {scan, parcel};
    odd = odd.filter(o => o.about !== goodsIn(parcel, sku) && o.about !== corrects);
    done = [{...entry, instead}, ...done.filter(d => d.scan.scanId !== corrects)].slice(0, MOST_LISTED);
    toItem();
    showPlace(entry);
    sound(true);
    if (!safe) oddOne(word('scan.notKeptHere', sku));
    const current = now.parcel;
    if (!current.unknown && leftOf(current) === 0) { toReturn(); byId('small').textContent += ' · ' + word('scan.parcelDone', current.rmaNumber); }
    if (safe) send(); else send(entry);
  };
  const isOfLabel = (parcel, scan) => isOf(parcel, scan) || !scan.returnId && [parcel.rmaNumber, parcel.returnId].includes(scan.rmaNumber);
  /* Any scan of the list can be taken back: it is asked for once more, and the new one takes its place. */
  const entryOf = (parcel, s) => ({source: s.source === 'console' ? null : s.source, places: null, place: s.place, rmaNumber: parcel.rmaNumber,
    scan: {scanId: s.scanId, store: parcel.store, returnId: parcel.returnId, sku: s.sku, quantity: s.quantity, grade: s.grade}});
  const undo = entry => {
    if (!entry || now.state === 'grade' && now.corrects) return;
    const {scan} = entry;
    const parcel = parcels().find(p => isOfLabel(p, scan)) || (now.last && now.last.scan.scanId === scan.scanId ? now.last.parcel
      : {unknown: true, rmaNumber: entry.rmaNumber, goods: []});
    now = {...now, state: 'grade', back: now.parcel, parcel, sku: scan.sku, corrects: scan.scanId, was: scan.sku, places: entry.places,
      source: entry.source || null, quantity: scan.quantity, instead: {scan, place: entry.place, source: entry.source || null, rmaNumber: entry.rmaNumber}};
    tell('ask', word('scan.undone', scan.sku), word('scan.undoneHint', gradeName(scan.grade)));
  };
  const leave = () => {
    if (now.state === 'grade') { toItem(); tell('ask', now.parcel.rmaNumber, ''); } else { toReturn(); byId('tell').hidden = true; }
  };
  const newId = () => 'c-' + [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

  /* Codes are answered one after the other, as fast as they may come. */
  let turns = Promise.resolve(), lastCode = '', lastAt = 0;
  const take = code => {
    const text = code.trim();
    field.value = '';
    if (!text) return;
    const at = Date.now();
    if (text === lastCode && at - lastAt < SAME_CODE) { lastAt = at; byId('again').textContent = word('scan.again', text); return; }
    [lastCode, lastAt] = [text, at];
    byId('again').textContent = '';
    turns = turns.then(async () => {
      if (now.state === 'grade') {
        const key = gradeOf(text);
        if (key) graded(key.dataset.grade);
        else if (now.corrects) { toGrade(text); tell('ask', text, word('scan.undoneHint', gradeName(now.instead.scan.grade))); }
        else { sound(false); tell('bad', word('scan.gradeFirst', now.sku), text); }
      } else if (now.state === 'item') await ofItem(text);
      else await ofReturn(text);
    }).catch(e => { console.error(e); sound(false); }).finally(draw);
  };

  /* Sending: the oldest first; what was not answered is sent again with the same id. */
  let sending = false, again = 0, timer;
  const refused = (entry, why) => {
    done = done.flatMap(d => d.scan.scanId !== entry.scan.scanId ? [d] : d.instead ? [d.instead] : []);
    oddOne(word('scan.refused', entry.scan.sku, entry.rmaNumber, why));
  };
  const arrived = (entry, taken) => {
    const {parcel, place} = taken;
    if (parcel) {
      keep('scan/parcels', [parcel, ...parcels().filter(p => !(p.store === parcel.store && p.returnId === parcel.returnId))].slice(0, MOST_KEPT));
      if (now.parcel && (isOf(now.parcel, parcel) || now.parcel.unknown && now.parcel.rmaNumber === entry.rmaNumber)) now.parcel = parcel;
    }
    if (!place || entry.place && entry.place.kind === place.kind && entry.place.word === place.word) return;
    done = done.map(d => d.scan.scanId === entry.scan.scanId ? {...d, place} : d);
    const isShown = now.last && now.last.scan.scanId === entry.scan.scanId && now.state !== 'grade' && !byId('tell').hidden;
    if (isShown) showPlace({...entry, place});
    if (!isShown || place.kind !== 'put') { goesTo(entry, place); sound(false); }
  };
  const goesTo = (entry, place) => {
    const [, big, small] = placed(place, entry.scan.grade);
    list(word(place.kind === 'put' ? 'scan.nowGoesTo' : 'scan.goesTo', entry.scan.sku, entry.rmaNumber, small && place.kind !== 'put' ? big + ': ' + small : big), entry.scan.scanId);
  };
  /* What was set aside may have its place by now: somebody has decided, or the parcel was received. */
  const lookAgain = async () => {
    const aside = done.filter(d => !d.source && d.place && d.place.kind === 'waits' && !read('scan/unsent/' + d.scan.scanId));
    if (!aside.length || link === 'out') return;
    try {
      const answer = await fetch('/console/scan/places?' + aside.map(d => 'scan=' + encodeURIComponent(d.scan.scanId)).join('&'),
        {redirect: 'manual', headers: {Accept: 'application/json'}, signal: AbortSignal.timeout(5000)});
      if (!answer.ok) return;
      const places = await answer.json();
      aside.forEach(d => {
        const place = places[d.scan.scanId];
        if (!place || place.kind === d.place.kind && place.word === d.place.word) return;
        done = done.map(e => e.scan.scanId === d.scan.scanId ? {...e, place} : e);
        goesTo(d, place);
      });
      draw();
    } catch (away) { /* The next look sees it. */ }
  };
  async function send(only) {
    if (sending) return;
    sending = true;
    try {
      for (let next = only || unsent()[0]; next; next = unsent()[0]) {
        let answer;
        try {
          answer = await fetch('/console/scan' + (next.source ? '?source=' + encodeURIComponent(next.source) : ''), {method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(10000),
            headers: {'Content-Type': 'application/json', Accept: 'application/json'}, body: JSON.stringify(next.scan)});
        } catch (away) { link = 'away'; break; }
        if (answer.type === 'opaqueredirect' || answer.status === 401) { link = 'out'; break; }
        if (answer.status === 403) { link = 'closed'; break; }
        if (answer.status !== 202 && answer.status !== 400 && answer.status !== 409 && answer.status !== 413) { link = 'away'; break; }
        const said = await answer.json().catch(() => ({}));
        link = 'on';
        again = 0;
        localStorage.removeItem('scan/unsent/' + next.scan.scanId);
        if (answer.status === 202) arrived(next, said); else refused(next, said.detail || String(answer.status));
        draw();
      }
    } finally {
      sending = false;
      clearTimeout(timer);
      if (unsent().length) timer = setTimeout(send, Math.min(20000, 1000 * 2 ** again++));
      draw();
    }
  }

  /* The page as it stands. */
  const items = (list, from, text) => list.replaceChildren(...from.map(text));
  const clock = at => new Date(at).toLocaleString(document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang,
    {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: root.dataset.zone});
  const line = (text, css) => { const li = document.createElement('li'); li.textContent = text; if (css) li.className = css; return li; };
  function draw() {
    remember();
    const {state, parcel} = now;
    root.dataset.state = state;
    question.textContent = state === 'return' ? word('scan.askReturn') : state === 'item' ? word('scan.askItem', parcel.rmaNumber) : word('scan.askGrade', now.sku);
    /* A phone's keyboard would lie over the grades, and over what the camera sees. */
    field.inputMode = state === 'grade' || stream ? 'none' : 'text';
    camera.setAttribute('aria-pressed', String(Boolean(stream)));
    byId('blind').hidden = state !== 'return';
    byId('grades').hidden = state !== 'grade';
    byId('leave').hidden = state === 'return';
    byId('leave').querySelector('span').textContent = word(now.corrects ? 'scan.leaveIt' : state === 'grade' ? 'scan.notThis' : 'scan.anotherReturn');
    byId('undo').hidden = !done.length || state === 'grade';
    const box = byId('parcel');
    box.hidden = !parcel || parcel.unknown || !parcel.goods.length;
    if (!box.hidden) {
      byId('parcel-title').textContent = word('scan.parcel', parcel.rmaNumber);
      items(byId('goods'), parcel.goods, g => {
        const open = Math.max(0, left(parcel, g)), li = line('', open ? '' : 'ready');
        const name = document.createElement('b'), count = document.createElement('span');
        name.textContent = g.sku;
        count.textContent = open ? word('scan.leftOf', open, g.of) : word('scan.ready', g.of);
        li.append(name, ' ', count);
        (parcel.scans || []).filter(s => s.sku === g.sku).forEach(s => {
          const made = document.createElement('div'), said = document.createElement('span'), change = document.createElement('button');
          said.textContent = [s.quantity > 1 ? s.quantity + ' × ' + gradeName(s.grade) : gradeName(s.grade), placed(s.place, s.grade)[1], clock(s.at)].join(' · ');
          change.type = 'button';
          change.textContent = word('scan.changeIt');
          change.setAttribute('aria-label', word('scan.changeIt') + ': ' + g.sku + ' · ' + said.textContent);
          change.disabled = state === 'grade';
          change.addEventListener('click', () => { undo(entryOf(parcel, s)); draw(); focus(); });
          made.append(said, ' ', change);
          li.append(made);
        });
        return li;
      });
    }
    byId('odd-box').hidden = !odd.length;
    items(byId('odd'), odd, o => line(o.text));
    byId('done-box').hidden = !done.length;
    items(byId('done'), done.slice(0, 8), d => {
      const text = [d.rmaNumber, d.scan.sku, gradeName(d.scan.grade), placed(d.place, d.scan.grade)[1]].join(' · '), li = line('');
      const said = document.createElement('span'), back = document.createElement('button');
      const before = d.instead && [d.instead.scan.sku === d.scan.sku ? '' : d.instead.scan.sku, gradeName(d.instead.scan.grade)].filter(Boolean).join(' · ');
      said.textContent = before ? text + ' ' + word('scan.insteadOf', before) : text;
      back.type = 'button';
      back.textContent = word('scan.takeBack');
      back.setAttribute('aria-label', word('scan.takeBack') + ': ' + text);
      back.disabled = state === 'grade' && Boolean(now.corrects);
      back.addEventListener('click', () => { undo(d); draw(); focus(); });
      li.append(said, ' ', back);
      return li;
    });
    const waiting = unsent().length, sent = byId('sent');
    sent.dataset.link = link;
    byId('sent-text').textContent = link === 'out' ? word('scan.loggedOut', waiting) : link === 'closed' ? word('scan.closed', waiting)
      : waiting ? word(link === 'on' ? 'scan.sending' : 'scan.offline', waiting) : word(link === 'on' ? 'scan.allSent' : 'scan.offlineNone');
    byId('login').hidden = link !== 'out';
    byId('forget').hidden = !odd.length;
  }

  /* The field has the focus, whatever was clicked; who tabs to a button has left it on purpose. */
  const isFree = () => !document.querySelector('dialog[open]');
  const focus = () => { if (isFree()) field.focus({preventScroll: true}); };
  document.addEventListener('click', e => { if (!e.target.closest('a, input, select, textarea, summary, dialog, [data-help]')) focus(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { focus(); send(); lookAgain(); } });
  setInterval(() => { if (!document.hidden) lookAgain(); }, 60000);
  document.addEventListener('keydown', e => {
    if (e.key === 'Escape' && isFree() && e.target === field && field.value) { e.preventDefault(); field.value = ''; return; }
    if (e.key === '?' && isFree() && e.target === field && !field.value) { e.preventDefault(); byId('keys').showModal(); return; }
    if (e.key === 'Escape' && isFree() && now.state !== 'return') { e.preventDefault(); leave(); draw(); focus(); return; }
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z' && !field.value && isFree()) { e.preventDefault(); undo(done[0]); draw(); focus(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.key.length !== 1 || !isFree() || e.target.closest('input, textarea, select')) return;
    if (e.key === ' ' || e.key === '?' || e.key === '/') return;
    e.stopPropagation();
    field.focus({preventScroll: true});
  }, true);

  /* A scanner types fast and ends with Enter; a person presses one key and waits. */
  let pause;
  field.addEventListener('input', () => {
    clearTimeout(pause);
    const key = now.state === 'grade' && field.value.length === 1 && gradeKeys.find(k => k.dataset.key === field.value.toLowerCase());
    if (key) pause = setTimeout(() => { if (field.value.length === 1) { field.value = ''; key.click(); } }, SCANNER_PAUSE);
  });
  byId('ask').addEventListener('submit', e => { e.preventDefault(); clearTimeout(pause); take(field.value); });
  gradeKeys.forEach(key => key.addEventListener('click', () => {
    /* The item is done: the same code after it is another item. */
    lastCode = '';
    turns = turns.then(() => { if (now.state === 'grade') graded(key.dataset.grade); }).finally(() => { draw(); focus(); });
  }));
  byId('undo').addEventListener('click', () => { undo(done[0]); draw(); focus(); });
  byId('leave').addEventListener('click', () => { leave(); draw(); focus(); });
  byId('forget').addEventListener('click', () => { odd = []; draw(); focus(); });

  /* A camera, where the browser reads codes with it. A code counts once for as long as it is in sight. */
  const shut = () => {
    if (!stream) return;
    stream.getTracks().forEach(t => t.stop());
    stream = eye.srcObject = null;
    eye.hidden = true;
    draw();
  };
  const look = async (detector, from, seen) => {
    if (stream !== from) return;
    const codes = (await detector.detect(eye).catch(() => [])).map(c => c.rawValue), at = Date.now();
    if (stream !== from) return;
    codes.filter(code => at - (seen.get(code) || 0) > SAME_CODE).forEach(take);
    codes.forEach(code => seen.set(code, at));
    setTimeout(() => look(detector, from, seen), 250);
  };
  const openEye = async () => {
    camera.disabled = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
      const from = stream;
      from.getTracks().forEach(t => t.addEventListener('ended', shut));
      eye.srcObject = from;
      eye.hidden = false;
      await eye.play();
      look(new BarcodeDetector(), from, new Map());
    } catch (refused) {
      shut();
      sound(false);
      tell('bad', word(refused.name === 'NotFoundError' ? 'scan.cameraMissing' : 'scan.noCamera'), word('scan.cameraElse'));
    } finally {
      camera.disabled = false;
      draw();
      focus();
    }
  };
  camera.addEventListener('click', () => { if (stream) shut(); else openEye(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden) shut(); });
  const formats = 'BarcodeDetector' in window && navigator.mediaDevices ? BarcodeDetector.getSupportedFormats().catch(() => []) : Promise.resolve([]);
  formats.then(known => {
    camera.hidden = !known.length;
    byId('blind').textContent = known.length ? '' : word(window.isSecureContext ? 'scan.blind' : 'scan.blindWithoutTls');
  });

  window.addEventListener('online', () => { again = 0; send(); });
  window.addEventListener('offline', () => { link = 'away'; draw(); });
  window.addEventListener('storage', draw);
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.register('/console/scan-worker.js', {scope: '/console/scan'}).then(() => navigator.serviceWorker.ready).then(ready => {
      ready.active.postMessage([...document.querySelectorAll('link[href], script[src]')].map(f => f.getAttribute('href') || f.getAttribute('src')));
      root.dataset.kept = 'true';
    }).catch(e => { root.dataset.kept = 'false'; console.warn(e.message); });
  }
  draw();
  focus();
  send();
  lookAgain();
})();
